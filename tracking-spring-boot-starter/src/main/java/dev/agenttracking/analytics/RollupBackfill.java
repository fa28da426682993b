// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sums up hours and days at once that applications would sum up by and by, a part of a second each heartbeat: after the tables have
 * been brought up to date where there are very many executions, say. Applications may go on meanwhile, and go on with it where this
 * ends; so does the next run after one that was broken off. What came late is left to them.
 *
 * <p><b>Threading</b>: used by one thread.
 *
 * <p><b>Failure</b>: as of {@link ExecutionAnalytics}; what has been summed up by then stays.
 */
public interface RollupBackfill extends AutoCloseable {

    /**
     * Works over one connection without a pool, opened when it is first needed.
     *
     * @param url as PostgreSQL's JDBC driver takes it
     * @param username null for the one in the URL, or the driver's default
     * @param password null for the one in the URL, or none
     */
    static RollupBackfill connect(String url, @Nullable String username, @Nullable String password) {
        return new SqlRollupBackfill(new Connections.Own(url, username, password));
    }

    /**
     * Sums up all that is due.
     *
     * @param progress is told how far it is, about once a second
     * @return how far it is at the end
     */
    RollupState run(Consumer<RollupState> progress);

    @Override
    void close();
}
