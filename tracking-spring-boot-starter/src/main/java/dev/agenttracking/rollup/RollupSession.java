// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection on which the tables are kept up, by one process at a time.
 *
 * <p><b>Threading</b>: used by one thread.
 */
public interface RollupSession {

    /**
     * Takes, for the transaction, the lock of whoever keeps up the tables of a schema: its parameter, NULL for the connection's own.
     * The answer is whether it was free.
     */
    String TRY_LOCK =
            "select pg_try_advisory_xact_lock(hashtextextended('agent-tracking maintenance of ' || coalesce(?, current_schema()), 0))";

    /** Does something in a transaction of a few seconds at most; false, and nothing done, where another process is in one. */
    boolean alone(Piece piece) throws SQLException;

    /** In no transaction outside of {@link #alone}. */
    Connection connection();

    /** The schema of the tables, null for the connection's own. */
    @Nullable
    String schema();

    /** What is done in a transaction. */
    @FunctionalInterface
    interface Piece {
        void run() throws SQLException;
    }
}
