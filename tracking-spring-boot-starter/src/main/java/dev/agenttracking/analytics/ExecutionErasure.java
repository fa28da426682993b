// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Erases what is stored of one user or one conversation, from all tables. The only type here that writes.
 *
 * <p>What goes: the executions that say so, all that they called, and of all of these the stages, events, calls of models and
 * tools, decisions, evaluations, citations and dead letters. Where nobody else is named in their call tree, the whole tree. What
 * stays: of trees that several users or conversations share, the executions of others and those that are nobody's; sums over
 * time, which know agents and vaults, but no user and no conversation.
 *
 * <p>What is not in the database yet, in the memory or on the disk of an application or as a call that still runs, is erased by
 * erasing once more after it is. Erasing goes on in small transactions; one that was broken off is finished by the next.
 *
 * <p><b>Threading</b>: thread-safe, but for a {@link Session}.
 *
 * <p><b>Failure</b>: as of {@link ExecutionAnalytics}; what has been erased by then stays erased.
 */
public interface ExecutionErasure {

    /**
     * Erases over connections that are borrowed and given back as they were.
     *
     * @param schema the schema of the tables, null for the connection's own
     */
    static ExecutionErasure of(DataSource dataSource, @Nullable String schema) {
        return new SqlErasure(new Connections.Borrowed(dataSource), schema);
    }

    /**
     * Erases over one connection without a pool, opened when it is first needed, as a command line does.
     *
     * @param url as PostgreSQL's JDBC driver takes it
     * @param username null for the one in the URL, or the driver's default
     * @param password null for the one in the URL, or none
     */
    static Session connect(String url, @Nullable String username, @Nullable String password) {
        return new SqlErasure.OwnConnection(new Connections.Own(url, username, password));
    }

    /** Erases. */
    ErasureReport erase(ErasureRequest request);

    /** Counts what would be erased, and changes nothing. */
    ErasureReport preview(ErasureRequest request);

    /** Erasure with a connection of its own. */
    interface Session extends ExecutionErasure, AutoCloseable {
        @Override
        void close();
    }
}
