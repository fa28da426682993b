// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import dev.agenttracking.testing.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL that keeps what it has committed, with room for a load: the settings of a small server in production. */
final class IngestServer implements AutoCloseable {

    private final EmbeddedPostgres server;
    private final Connection own;

    IngestServer(Path directory) throws IOException, SQLException {
        server = EmbeddedPostgres.builder()
                .setDataDirectory(directory)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("shared_buffers", "1GB")
                .setServerConfig("max_wal_size", "4GB")
                .setServerConfig("checkpoint_timeout", "15min")
                .start();
        own = connect("");
        for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
            if (!"on".equals(value("show " + setting))) {
                throw new IllegalStateException(setting + " is off");
            }
        }
    }

    Connection connect(String parameters) throws SQLException {
        return DriverManager.getConnection(url() + parameters, TestDatabase.USERNAME, "");
    }

    String url() {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
    }

    /** Used by one thread. */
    void execute(String sql) throws SQLException {
        try (Statement statement = own.createStatement()) {
            statement.execute(sql);
        }
    }

    String value(String sql) throws SQLException {
        try (Statement statement = own.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    long count(String sql) throws SQLException {
        return Long.parseLong(value(sql));
    }

    /** How much was ever written to the log of changes. */
    long walBytes() throws SQLException {
        return count("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint");
    }

    /** Processor time that the server has spent on the connections there are, but for this one. */
    long cpuMicros() throws SQLException {
        long micros = 0;
        try (Statement statement = own.createStatement();
                ResultSet pids = statement.executeQuery("select pid from pg_stat_activity"
                        + " where backend_type = 'client backend' and pid <> pg_backend_pid()")) {
            while (pids.next()) {
                micros += ProcessHandle.of(pids.getLong(1))
                        .flatMap(process -> process.info().totalCpuDuration())
                        .map(cpu -> cpu.toNanos() / 1_000)
                        .orElse(0L);
            }
        }
        return micros;
    }

    /** Empties the tables, and leaves no work behind that would be done at somebody else's cost. */
    void empty(String schema) throws SQLException {
        execute("truncate " + schema + ".agent_executions, " + schema + ".agent_execution_logs");
        execute("checkpoint");
    }

    /** All rows must be there: one of each execution, one of each of its stages. */
    void require(String schema, long executions) throws SQLException {
        long found = count("select count(*) from " + schema + ".agent_executions where status = 'success'"
                + " and input_data is not null and output_data is not null");
        long stages = count("select count(*) from " + schema + ".agent_execution_logs");
        if (found != executions || stages != executions * IngestAgent.STAGES) {
            throw new IllegalStateException(
                    found + " executions and " + stages + " stages of " + executions + " executions");
        }
    }

    @Override
    public void close() throws IOException, SQLException {
        own.close();
        server.close();
    }
}
