// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of the tracker in one schema of a database, made and kept up to date with Liquibase, beside whatever the
 * application itself does with Liquibase or Flyway. Where the tables are up to date, one query finds that out.
 *
 * <p>A migration is one transaction on one connection, alone under an advisory lock that ends with it. So a process that dies
 * half way leaves neither half of the tables nor a lock, and a pooler may change sessions between transactions. While another
 * instance is at it no connection is held.
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
            "dev/agenttracking/postgres/005-maintenance.sql",
            "dev/agenttracking/postgres/006-dead-letters.sql",
            "dev/agenttracking/postgres/007-rollups.sql",
            "dev/agenttracking/postgres/008-questions.sql");

    private static final Logger log = LoggerFactory.getLogger(TrackingSchema.class);

    private static final int OLDEST_SERVER_VERSION = 140_000;
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final Duration LOCK_WAIT = Duration.ofSeconds(60);
    private static final Duration LOCK_POLL = Duration.ofMillis(100);

    /** Whoever uses a table waits behind what waits for it to change it. */
    private static final Duration TABLE_LOCK_WAIT = Duration.ofSeconds(5);

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
        long deadline = System.nanoTime() + LOCK_WAIT.toNanos();
        while (!migrateAlone(state.schema())) {
            if (System.nanoTime() - deadline > 0) {
                throw new SQLException("Another instance has been migrating schema " + state.schema() + " for "
                        + LOCK_WAIT.toSeconds() + " seconds");
            }
            try {
                Thread.sleep(LOCK_POLL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SQLException("Interrupted while another instance migrates schema " + state.schema(), e);
            }
        }
    }

    /** False where another instance is at it. */
    private boolean migrateAlone(String schema) throws SQLException, SchemaException, NotPostgresException {
        try (BorrowedConnection borrowed = BorrowedConnection.from(dataSource, SILENCE)) {
            Connection connection = borrowed.connection();
            if (!tryLock(connection, schema)) {
                return false;
            }
            SchemaState state = stateOf(connection);
            if (!state.isCurrent()) {
                make(borrowed, state);
            }
            return true;
        }
    }

    private void make(BorrowedConnection borrowed, SchemaState state)
            throws SQLException, SchemaException, NotPostgresException {
        Connection connection = borrowed.connection();
        long startNanos = System.nanoTime();
        try {
            borrowed.limitLockWait(TABLE_LOCK_WAIT);
            String searchPath = queryText(connection, "select current_setting('search_path')");
            if (!state.schemaExists()) {
                borrowed.execute("create schema if not exists " + quoted(state.schema()));
            }
            setSearchPath(connection, quoted(state.schema()));
            LiquibaseMigration.run(connection, state.schema());
            // Liquibase sets it for the session, which goes on to others.
            setSearchPath(connection, searchPath);
            SchemaState made = SchemaState.read(connection, state.schema());
            if (!made.hasTables()) {
                throw new SchemaException(
                        "The tables of agent tracking in schema " + state.schema()
                                + " were changed by hand or by a newer version of it (" + made.difference()
                                + "). Use that version, or run " + made.files() + " from this one's jar",
                        null);
            }
            borrowed.commit();
        } catch (SQLException e) {
            throw explained(e, e, state);
        } catch (LiquibaseMigration.FailedException e) {
            throw explained(e.sqlCause(), e, state);
        }
        log.info(
                "Agent tracking has its tables in schema {} ({} ms)",
                state.schema(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
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

    private static boolean tryLock(Connection connection, String schema) throws SQLException {
        try (PreparedStatement statement =
                Statements.prepare(connection, "select pg_try_advisory_xact_lock(hashtextextended(?, 0))")) {
            statement.setString(1, "agent-tracking migration of " + schema);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        }
    }

    private static void setSearchPath(Connection connection, String path) throws SQLException {
        try (PreparedStatement statement =
                Statements.prepare(connection, "select set_config('search_path', ?, false)")) {
            statement.setString(1, path);
            statement.execute();
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
