// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of somebody else's pool, in a transaction and with a limit on how long the server may be silent. Closing it
 * rolls back what was not committed and gives it back as it was. No statement gets a name, not even the driver's COMMIT: it would
 * stay behind in a session that a pooler gives to others.
 *
 * <p><b>Threading</b>: used by one thread; {@link #abort} may be called by any.
 */
final class BorrowedConnection implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BorrowedConnection.class);

    /** The driver changes a socket option at once and needs no thread for it. */
    private static final Executor DIRECT = Runnable::run;

    private final Connection connection;
    private final boolean autoCommit;
    private final int networkTimeoutMillis;
    private final @Nullable PGConnection driver;
    private final int prepareThreshold;

    private BorrowedConnection(Connection connection, Duration silence) throws SQLException {
        this.connection = connection;
        this.autoCommit = connection.getAutoCommit();
        this.networkTimeoutMillis = connection.getNetworkTimeout();
        connection.setNetworkTimeout(DIRECT, Math.toIntExact(silence.toMillis()));
        connection.setAutoCommit(false);
        this.driver = connection.isWrapperFor(PGConnection.class) ? connection.unwrap(PGConnection.class) : null;
        this.prepareThreshold = driver == null ? 0 : driver.getPrepareThreshold();
        if (driver != null) {
            driver.setPrepareThreshold(0);
        }
    }

    static BorrowedConnection from(DataSource dataSource, Duration silence) throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            return new BorrowedConnection(connection, silence);
        } catch (Throwable e) {
            connection.close();
            throw e;
        }
    }

    Connection connection() {
        return connection;
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * Lets the transaction fail where somebody holds a lock for longer: with less than the network timeout no backend is left
     * waiting behind.
     */
    void limitLockWait(Duration wait) throws SQLException {
        execute("set local lock_timeout = " + wait.toMillis());
    }

    void commit() throws SQLException {
        connection.commit();
    }

    /** Cuts the connection, also under a thread that waits for it. */
    void abort() {
        try {
            connection.abort(DIRECT);
        } catch (SQLException e) {
            log.debug("Cutting a connection failed", e);
        }
    }

    @Override
    public void close() {
        try (connection) {
            if (!connection.isClosed()) {
                connection.rollback();
                if (driver != null) {
                    driver.setPrepareThreshold(prepareThreshold);
                }
                connection.setAutoCommit(autoCommit);
                connection.setNetworkTimeout(DIRECT, networkTimeoutMillis);
            }
        } catch (SQLException e) {
            // The pool finds a broken connection by itself; what broke it was thrown where it happened.
            log.debug("Giving back a connection failed", e);
        }
    }
}
