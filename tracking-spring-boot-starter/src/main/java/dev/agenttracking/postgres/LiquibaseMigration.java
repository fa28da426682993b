// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Map;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.DatabaseException;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.ui.LoggerUIService;
import org.jspecify.annotations.Nullable;

/**
 * One run of Liquibase with tables of its own, silent on the console and towards its vendor. The only class that needs Liquibase
 * on the class path.
 *
 * <p><b>Source</b>: tried on Liquibase 5.0.4 and 4.33.0; both report usage to their vendor unless told otherwise.
 */
final class LiquibaseMigration {

    static final String CHANGELOG_TABLE = "agent_tracking_changelog";
    static final String LOCK_TABLE = "agent_tracking_changelog_lock";

    private static final String CHANGELOG = "dev/agenttracking/postgres/changelog.xml";

    private LiquibaseMigration() {}

    /**
     * Brings the schema up to date, in the transaction that the connection is in. No other instance may be at it: a lock that is
     * found nevertheless is that of a dead one.
     */
    static void run(Connection connection, String schema) throws FailedException {
        Map<String, Object> settings = Map.of(
                Scope.Attr.ui.name(),
                new LoggerUIService(),
                "liquibase.analytics.enabled",
                false,
                "liquibase.changelogLockWaitTimeInMinutes",
                1L,
                "liquibase.changelogLockPollRate",
                1L);
        try {
            Scope.child(settings, () -> update(connection, schema));
        } catch (Exception e) {
            throw new FailedException(e);
        }
    }

    /** Nothing here is closed: the connection is its owner's. */
    private static void update(Connection connection, String schema) throws LiquibaseException {
        Database database =
                DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new OneTransaction(connection));
        database.setDefaultSchemaName(schema);
        database.setLiquibaseSchemaName(schema);
        database.setDatabaseChangeLogTableName(CHANGELOG_TABLE);
        database.setDatabaseChangeLogLockTableName(LOCK_TABLE);
        Liquibase liquibase = new Liquibase(
                CHANGELOG, new ClassLoaderResourceAccessor(LiquibaseMigration.class.getClassLoader()), database);
        if (liquibase.listLocks().length > 0) {
            liquibase.forceReleaseLocks();
        }
        liquibase.update(new Contexts(), new LabelExpression());
    }

    /** Leaves it to the owner of the connection when to commit: to Liquibase its transactions are what is between savepoints. */
    private static final class OneTransaction extends JdbcConnection {

        private final Connection connection;
        private Savepoint lastCommit;

        private OneTransaction(Connection connection) throws DatabaseException {
            super(connection);
            this.connection = connection;
            this.lastCommit = savepoint(connection);
        }

        @Override
        public void commit() throws DatabaseException {
            try {
                connection.releaseSavepoint(lastCommit);
            } catch (SQLException e) {
                throw new DatabaseException(e);
            }
            lastCommit = savepoint(connection);
        }

        @Override
        public void rollback() throws DatabaseException {
            try {
                connection.rollback(lastCommit);
            } catch (SQLException e) {
                throw new DatabaseException(e);
            }
        }

        private static Savepoint savepoint(Connection connection) throws DatabaseException {
            try {
                return connection.setSavepoint();
            } catch (SQLException e) {
                throw new DatabaseException(e);
            }
        }
    }

    /** What Liquibase threw. */
    static final class FailedException extends Exception {

        private static final long serialVersionUID = 1L;

        private FailedException(Exception cause) {
            super(cause.getMessage(), cause);
        }

        /** What the database said, null where it was not the database. */
        @Nullable
        SQLException sqlCause() {
            Throwable cause = this;
            for (int i = 0; i < 20 && cause != null; i++) {
                if (cause instanceof SQLException sql) {
                    return sql;
                }
                cause = cause.getCause();
            }
            return null;
        }
    }
}
