// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import dev.agenttracking.postgres.CopyFiles;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The ways of others into the same columns: a statement for each event, batches, and the server reading a file of its own. */
final class IngestWays {

    /** The schema with the same tables and the indexes that the original has. */
    static final String ORIGINAL = "original";

    private static final int EXECUTIONS_A_BATCH = 256;
    private static final String[] STAGE_NAMES = {
        "init", "decide", "pre_process", "llm_prepare", "llm_call", "llm_parse", "post_process", "complete"
    };

    private static final String BEGIN_EXECUTION = """
            insert into original.agent_executions (id, root_execution_id, depth, vault_id, conversation_id, agent_name,
                agent_method, status, input_data, started_at, created_at)
            values (?, ?, 0, ?, ?, 'IngestAgent', 'answer', 'running', ?::jsonb, ?, ?)
            """;

    private static final String INSERT_EXECUTION = """
            insert into original.agent_executions (id, root_execution_id, depth, vault_id, conversation_id, agent_name,
                agent_method, status, input_data, output_data, started_at, created_at, completed_at, duration_ms)
            values (?, ?, 0, ?, ?, 'IngestAgent', 'answer', 'success', ?::jsonb, ?::jsonb, ?, ?, ?, ?)
            """;

    private static final String INSERT_STAGE = """
            insert into original.agent_execution_logs (id, execution_id, sequence, stage, stage_kind, stage_status,
                timestamp, duration_ms)
            values (?, ?, ?, ?, ?, 'success', ?, ?)
            """;

    private static final String END_EXECUTION = """
            update original.agent_executions
            set status = 'success', output_data = ?::jsonb, completed_at = ?, duration_ms = ?, updated_at = now()
            where id = ?
            """;

    private static final List<String> TABLES_OF_ORIGINAL = List.of(
            "create schema original",
            "create table original.agent_executions (like tracking.agent_executions including defaults)",
            "alter table original.agent_executions add primary key (id)",
            "create index on original.agent_executions (vault_id)",
            "create index on original.agent_executions (agent_name)",
            "create index on original.agent_executions (status)",
            "create index on original.agent_executions (created_at)",
            "create index on original.agent_executions (conversation_id)",
            "create table original.agent_execution_logs (like tracking.agent_execution_logs including defaults)",
            "alter table original.agent_execution_logs add primary key (id)",
            "create index on original.agent_execution_logs (execution_id)");

    private IngestWays() {}

    static String vault(int number) {
        return "vault-" + Math.floorMod(number, 97);
    }

    static String conversation(int number) {
        return "conversation-" + number / 20;
    }

    static void makeTables(IngestServer server) throws SQLException {
        for (String statement : TABLES_OF_ORIGINAL) {
            server.execute(statement);
        }
    }

    /** One transaction per event, for as long as it says. */
    static IngestApplication.Figures oneByOne(IngestServer server, String[] json, int seconds) throws SQLException {
        server.empty(ORIGINAL);
        int count = 0;
        IngestApplication.Figures figures;
        try (Connection connection = server.connect("")) {
            JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
            long cpu = server.cpuMicros();
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < seconds * 1_000_000_000L) {
                UUID id = id();
                Timestamp now = new Timestamp(System.currentTimeMillis());
                jdbc.update(BEGIN_EXECUTION, id, id, vault(count), conversation(count), json(json, count), now, now);
                for (int i = 0; i < IngestAgent.STAGES; i++) {
                    jdbc.update(INSERT_STAGE, id(), id, i, STAGE_NAMES[i], STAGE_NAMES[i], now, 0.001);
                }
                jdbc.update(END_EXECUTION, json(json, count + 1), now, 0.01, id);
                count++;
            }
            figures = IngestApplication.Figures.of(count, System.nanoTime() - begin, server.cpuMicros() - cpu);
        }
        server.require(ORIGINAL, count);
        return figures;
    }

    /** Batches whose statements the driver turns into few. */
    static IngestApplication.Figures batches(IngestServer server, String[] json, int executions) throws SQLException {
        server.empty(ORIGINAL);
        IngestApplication.Figures figures;
        try (Connection connection = server.connect("?reWriteBatchedInserts=true")) {
            connection.setAutoCommit(false);
            long cpu = server.cpuMicros();
            long begin = System.nanoTime();
            try (PreparedStatement execution = connection.prepareStatement(INSERT_EXECUTION);
                    PreparedStatement stage = connection.prepareStatement(INSERT_STAGE)) {
                for (int i = 0; i < executions; i++) {
                    addTo(execution, stage, json, i);
                    if ((i + 1) % EXECUTIONS_A_BATCH == 0 || i + 1 == executions) {
                        execution.executeBatch();
                        stage.executeBatch();
                        connection.commit();
                    }
                }
            }
            figures = IngestApplication.Figures.of(executions, System.nanoTime() - begin, server.cpuMicros() - cpu);
        }
        server.require(ORIGINAL, executions);
        return figures;
    }

    /** The server reads the rows from its own disk, in one transaction on one connection. */
    static IngestApplication.Figures files(
            IngestServer server, List<CopyFiles.CopyFile> files, String schema, int executions) throws SQLException {
        server.empty(schema);
        IngestApplication.Figures figures;
        try (Connection connection = server.connect("");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            long cpu = server.cpuMicros();
            long begin = System.nanoTime();
            for (CopyFiles.CopyFile file : files) {
                statement.execute(file.statement(schema));
            }
            connection.commit();
            figures = IngestApplication.Figures.of(executions, System.nanoTime() - begin, server.cpuMicros() - cpu);
        }
        server.require(schema, executions);
        return figures;
    }

    /**
     * The same for a while, one set of rows after the other, without emptying the tables: with checkpoints, and all that comes with
     * tables that grow. Between the sets, while rows are made, the server has time to catch up that is not counted.
     *
     * @return executions a second
     */
    static double filesForAWhile(IngestServer server, Path directory, int executions, int seconds) throws Exception {
        server.empty(IngestApplication.SCHEMA);
        long nanos = 0;
        long stored = 0;
        while (nanos < seconds * 1_000_000_000L) {
            IngestApplication.Encoded encoded = IngestApplication.encoded(executions);
            List<CopyFiles.CopyFile> files = CopyFiles.write(encoded.records(), encoded.format(), directory);
            try (Connection connection = server.connect("");
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                long begin = System.nanoTime();
                for (CopyFiles.CopyFile file : files) {
                    statement.execute(file.statement(IngestApplication.SCHEMA));
                }
                connection.commit();
                nanos += System.nanoTime() - begin;
            }
            stored += executions;
        }
        server.require(IngestApplication.SCHEMA, stored);
        return stored * 1e9 / nanos;
    }

    private static void addTo(PreparedStatement execution, PreparedStatement stage, String[] json, int number)
            throws SQLException {
        UUID id = id();
        Timestamp now = new Timestamp(System.currentTimeMillis());
        set(
                execution,
                id,
                id,
                vault(number),
                conversation(number),
                json(json, number),
                json(json, number + 1),
                now,
                now,
                now,
                0.01);
        for (int i = 0; i < IngestAgent.STAGES; i++) {
            set(stage, id(), id, i, STAGE_NAMES[i], STAGE_NAMES[i], now, 0.001);
        }
    }

    private static void set(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        statement.addBatch();
    }

    private static String json(String[] json, int number) {
        return json[number % json.length];
    }

    /** In the order of time, as ours are. */
    private static UUID id() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(
                System.currentTimeMillis() << 16 | 0x7000 | random.nextInt(1 << 12),
                1L << 63 | random.nextLong() >>> 2);
    }
}
