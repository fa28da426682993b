// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of the tracker in one schema of a database, made and kept up to date with Liquibase, beside whatever the
 * application itself does with Liquibase or Flyway. Where the tables are up to date, one query finds that out.
 *
 * <p>Instances that start together are kept apart by an advisory lock on a second connection. A pool that has only one goes
 * without it, so that nobody waits for a connection that never comes; Liquibase's own lock, in a table of ours, remains.
 *
 * <p><b>Threading</b>: thread-safe. Not to be used before the application's own migrations have run: Liquibase 5 confuses its
 * locks where two of its runs overlap in one process.
 *
 * <p><b>Failure</b>: {@link SchemaException} where somebody has to act, {@link SQLException} where a later attempt may succeed.
 */
public final class TrackingSchema {

    /** The tables and indexes as plain SQL, in the order in which to run it, for databases that the library does not migrate. */
    public static final List<String> SQL_RESOURCES = List.of(
            "dev/agenttracking/postgres/001-executions.sql",
            "dev/agenttracking/postgres/002-instances.sql",
            "dev/agenttracking/postgres/003-llm-calls.sql",
            "dev/agenttracking/postgres/004-writer.sql",
            "dev/agenttracking/postgres/005-maintenance.sql");

    private static final Logger log = LoggerFactory.getLogger(TrackingSchema.class);

    private static final int OLDEST_SERVER_VERSION = 140_000;
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final Duration LOCK_WAIT = Duration.ofSeconds(60);
    private static final Duration LOCK_POLL = Duration.ofMillis(100);
    private static final Duration SECOND_CONNECTION_WAIT = Duration.ofSeconds(5);

    private final DataSource dataSource;
    private final @Nullable String name;

    /**
     * The tables of one schema.
     *
     * @param name the schema, as it is written between double quotes; null for the connection's own
     * @throws IllegalArgumentException for an empty name, or one with a double quote in it, which Liquibase does not understand
     */
    public TrackingSchema(DataSource dataSource, @Nullable String name) {
        if (name != null && (name.isEmpty() || name.contains("\""))) {
            throw new IllegalArgumentException("Not a name for a schema: '" + name + "'");
        }
        this.dataSource = dataSource;
        this.name = name;
    }

    /** Checks that the tables are there, and changes nothing. */
    public void verify() throws SQLException, SchemaException, NotPostgresException {
        try (BorrowedConnection borrowed = BorrowedConnection.from(dataSource, SILENCE)) {
            SchemaState state = stateOf(borrowed.connection());
            if (!state.hasTables()) {
                throw new SchemaException(
                        "Schema " + state.schema() + " does not have the tables of agent tracking ("
                                + state.difference()
                                + "). Run " + state.files() + " from the library's jar in it, or set"
                                + " tracking.database.migrate=true",
                        null);
            }
        }
    }

    /** Makes the schema and its tables, or brings them up to date. */
    public void migrate() throws SQLException, SchemaException, NotPostgresException {
        SchemaState state;
        try (BorrowedConnection borrowed = BorrowedConnection.from(dataSource, SILENCE)) {
            state = stateOf(borrowed.connection());
        }
        if (state.isCurrent()) {
            return;
        }
        try {
            update(state);
        } catch (SchemaException e) {
            if (!state.hasTables()) {
                throw e;
            }
            log.warn("The tables of agent tracking are complete, but their changelog is not: {}", e.getMessage());
        }
    }

    private void update(SchemaState state) throws SQLException, SchemaException, NotPostgresException {
        if (state.hasForeignTables()) {
            throw new SchemaException(
                    "Schema " + state.schema() + " has tables of these names that are not agent tracking's ("
                            + state.difference()
                            + "). Give it a schema of its own: tracking.database.schema. Where somebody"
                            + " made the tables of an older version by hand, run " + state.files(),
                    null);
        }
        if (!isLiquibasePresent()) {
            throw new SchemaException(
                    "Schema " + state.schema() + " does not have the present tables of agent tracking ("
                            + state.difference() + "), and Liquibase is not there to make them. Add"
                            + " org.liquibase:liquibase-core, or run " + state.files()
                            + " from the library's jar by hand",
                    null);
        }
        BorrowedConnection guard = secondConnection();
        if (guard == null) {
            migrate(false);
            return;
        }
        try (guard) {
            lock(guard.connection(), state.schema());
            migrate(true);
        }
    }

    private void migrate(boolean alone) throws SQLException, SchemaException, NotPostgresException {
        try (BorrowedConnection borrowed = BorrowedConnection.from(dataSource, SILENCE)) {
            Connection connection = borrowed.connection();
            SchemaState state = stateOf(connection);
            if (state.isCurrent()) {
                return;
            }
            String searchPath = queryText(connection, "select current_setting('search_path')");
            try {
                if (!state.schemaExists()) {
                    borrowed.execute("create schema if not exists " + quoted(state.schema()));
                }
                setSearchPath(connection, quoted(state.schema()));
                borrowed.commit();
                long startNanos = System.nanoTime();
                LiquibaseMigration.run(connection, state.schema(), alone);
                borrowed.commit();
                log.info(
                        "Agent tracking has its tables in schema {} ({} ms)",
                        state.schema(),
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
            } catch (SQLException e) {
                throw explained(e, e, state);
            } catch (LiquibaseMigration.FailedException e) {
                throw explained(e.sqlCause(), e, state);
            } finally {
                restoreSearchPath(borrowed, searchPath);
            }
        }
    }

    /** Missing rights need a person; everything else may pass. */
    private static SQLException explained(@Nullable SQLException sql, Exception thrown, SchemaState state)
            throws SchemaException {
        String message = String.valueOf(sql == null ? thrown.getMessage() : sql.getMessage());
        if ("42501".equals(sqlState(sql))) {
            throw new SchemaException(
                    "The database's role may not make the tables of agent tracking in schema " + state.schema() + ": "
                            + message + ". Grant it CREATE on the schema, name another one with"
                            + " tracking.database.schema, or run " + state.files()
                            + " from the library's jar with a role that may",
                    thrown);
        }
        return new SQLException("Agent tracking cannot make its tables: " + message, sqlState(sql), thrown);
    }

    private static @Nullable String sqlState(@Nullable SQLException e) {
        return e == null ? null : e.getSQLState();
    }

    private SchemaState stateOf(Connection connection) throws SQLException, NotPostgresException, SchemaException {
        String product = connection.getMetaData().getDatabaseProductName();
        if (!"PostgreSQL".equals(product)) {
            throw new NotPostgresException(product);
        }
        int version = Integer.parseInt(queryText(connection, "select current_setting('server_version_num')"));
        if (version < OLDEST_SERVER_VERSION) {
            throw new SchemaException(
                    "Agent tracking needs PostgreSQL 14 or later, this one is " + version / 10_000, null);
        }
        String schema = name != null ? name : queryText(connection, "select current_schema()");
        if (schema.isEmpty()) {
            throw new SchemaException(
                    "The connection has no schema to put tables into; name one with tracking.database.schema", null);
        }
        return SchemaState.read(connection, schema);
    }

    /** Null where there is no second connection to be had while the first is in use. */
    private @Nullable BorrowedConnection secondConnection() throws SQLException {
        if (dataSource.isWrapperFor(HikariDataSource.class)) {
            int size = dataSource.unwrap(HikariDataSource.class).getMaximumPoolSize();
            return size < 2 ? null : BorrowedConnection.from(dataSource, SILENCE);
        }
        BorrowedConnection guard = BorrowedConnection.from(dataSource, SILENCE);
        try {
            if (hasAnother()) {
                return guard;
            }
        } catch (Throwable e) {
            guard.close();
            throw e;
        }
        guard.close();
        return null;
    }

    /** Tries it on a thread of its own, since some pools wait for ever. */
    private boolean hasAnother() throws SQLException {
        CompletableFuture<Void> attempt = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        dataSource.getConnection().close();
                        attempt.complete(null);
                    } catch (Throwable e) {
                        attempt.completeExceptionally(e);
                    }
                },
                "agent-tracking-connection-check");
        thread.setDaemon(true);
        thread.start();
        try {
            attempt.get(SECOND_CONNECTION_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            log.debug("No second connection while the first is in use", e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("Interrupted while waiting for a connection", e);
        }
    }

    /** Held until the transaction ends, so that it survives neither a killed process nor a pooler's change of sessions. */
    private static void lock(Connection connection, String schema) throws SQLException {
        long deadline = System.nanoTime() + LOCK_WAIT.toNanos();
        while (!tryLock(connection, schema)) {
            connection.rollback();
            if (System.nanoTime() - deadline > 0) {
                throw new SQLException("Another instance has been migrating schema " + schema + " for "
                        + LOCK_WAIT.toSeconds() + " seconds");
            }
            try {
                Thread.sleep(LOCK_POLL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SQLException("Interrupted while another instance migrates schema " + schema, e);
            }
        }
    }

    private static boolean tryLock(Connection connection, String schema) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select pg_try_advisory_xact_lock(hashtextextended(?, 0))")) {
            statement.setString(1, "agent-tracking migration of " + schema);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        }
    }

    private static void setSearchPath(Connection connection, String path) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select set_config('search_path', ?, false)")) {
            statement.setString(1, path);
            statement.execute();
        }
    }

    private static void restoreSearchPath(BorrowedConnection borrowed, String path) {
        try {
            borrowed.connection().rollback();
            setSearchPath(borrowed.connection(), path);
            borrowed.commit();
        } catch (SQLException e) {
            log.debug("Restoring the search path failed; the connection is not used again", e);
            borrowed.abort();
        }
    }

    private static String queryText(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            String text = result.next() ? result.getString(1) : null;
            return text == null ? "" : text;
        }
    }

    /** A table's name, in a schema where one is given. */
    static String qualified(@Nullable String schema, String table) {
        return schema == null ? table : quoted(schema) + "." + table;
    }

    static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    private static boolean isLiquibasePresent() {
        try {
            Class.forName("liquibase.Liquibase", false, TrackingSchema.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
