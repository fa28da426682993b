// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import dev.agenttracking.postgres.ContentLimits;
import dev.agenttracking.postgres.PostgresRecordSink;
import dev.agenttracking.postgres.Presence;
import dev.agenttracking.postgres.ServiceIdentity;
import dev.agenttracking.testing.PlainJson;
import dev.agenttracking.testing.TestDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rows made by chance from a seed, as {@link MemoryTables} and, the same, in a database. Several begin in the same millisecond. Their
 * six hours have the end of summer time in them where tests run ({@code Pacific/Chatham}).
 */
final class GeneratedTables implements MemoryTables {

    static final Instant START = Instant.parse("2026-04-04T12:00:00Z");
    static final long SPAN_MILLIS = 6 * 3_600_000L;

    private static final String EXECUTIONS = "agent_executions";
    private static final String CALL_CHAINS = "agent_call_chains";
    private static final JsonMapper JSON = new JsonMapper();

    private static final String LOGS = "agent_execution_logs";
    private static final String LLM_CALLS = "agent_llm_calls";

    private final Random random;
    private final long spanMillis;
    private final Map<String, List<Map<String, @Nullable Object>>> tables =
            new HashMap<>(Map.of(EXECUTIONS, new ArrayList<>(), CALL_CHAINS, new ArrayList<>()));

    private GeneratedTables(long seed, long spanMillis) {
        random = new Random(seed);
        this.spanMillis = spanMillis;
    }

    /** Makes the tables of a database. */
    static void prepare(TestDatabase database) throws Exception {
        new PostgresRecordSink(
                        database::dataSource,
                        new PlainJson(),
                        null,
                        true,
                        ContentLimits.DEFAULTS,
                        Presence.of(new ServiceIdentity("shop", null, null)),
                        PostgresRecordSink.NETWORK_TIMEOUT)
                .prepare();
    }

    /** Nothing at all. */
    static GeneratedTables empty() {
        return new GeneratedTables(0, SPAN_MILLIS);
    }

    /** Executions of all kinds, some of them with children. */
    static GeneratedTables of(int roots, long seed) {
        return of(roots, seed, Duration.ofMillis(SPAN_MILLIS));
    }

    /** The same in another time from {@link #START} on. */
    static GeneratedTables of(int roots, long seed, Duration span) {
        GeneratedTables made = new GeneratedTables(seed, span.toMillis());
        for (int i = 0; i < roots; i++) {
            Map<String, @Nullable Object> root = made.execution(made.moment(), null);
            made.callsChildren(root);
        }
        return made;
    }

    /** Executions whose columns are NULL wherever they may be. */
    static GeneratedTables ofNulls(int roots) {
        GeneratedTables made = of(roots, 3);
        for (Map<String, @Nullable Object> row : made.executions()) {
            row.keySet()
                    .retainAll(List.of(
                            "id",
                            "root_execution_id",
                            "depth",
                            "agent_name",
                            "agent_method",
                            "status",
                            "started_at",
                            "created_at",
                            "updated_at"));
            row.put("status", "running");
        }
        return made;
    }

    /** Executions that have all failed. */
    static GeneratedTables ofFailures(int roots) {
        GeneratedTables made = of(roots, 4);
        for (Map<String, @Nullable Object> row : made.executions()) {
            row.put("status", "failed");
            row.put("error_type", "java.io.IOException");
            row.put("error_message", "no");
        }
        return made;
    }

    List<Map<String, @Nullable Object>> executions() {
        return rows(EXECUTIONS);
    }

    /** One row more of whatever table. */
    void row(String table, Map<String, @Nullable Object> row) {
        tables.computeIfAbsent(table, name -> new ArrayList<>()).add(row);
    }

    /** One execution more, that begins at a moment. */
    Map<String, @Nullable Object> execution(Instant begin, @Nullable Map<String, @Nullable Object> parent) {
        UUID id = new UUID(
                begin.toEpochMilli() << 16 | 0x7000 | random.nextInt(0x1000),
                0x8000_0000_0000_0000L | random.nextLong() >>> 2);
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("id", id);
        row.put("root_execution_id", parent == null ? id : parent.get("root_execution_id"));
        row.put("depth", parent == null ? 0 : 1);
        row.put("agent_name", oneOf("Psychologist", "Architect", "architect", "Zoë"));
        row.put("agent_method", oneOf("run", "ask"));
        row.put("vault_id", oneOf("v1", "v2", null));
        row.put("conversation_id", oneOf("c1", "c2", null));
        row.put("user_id", oneOf("u1", null));
        row.put("tags", oneOf(null, List.of(), List.of("a"), List.of("a", "b")));
        row.put("started_at", begin);
        row.put("created_at", begin);
        row.put("updated_at", begin);
        row.put("service_name", "shop");
        row.put("service_version", begin.isBefore(START.plusMillis(SPAN_MILLIS / 2)) ? "1" : "2");
        end(row, begin);
        callModels(row);
        check(row);
        executions().add(row);
        if (parent != null) {
            row.put("parent_execution_id", parent.get("id"));
            Map<String, @Nullable Object> chain = new HashMap<>();
            chain.put("id", id);
            chain.put("root_execution_id", parent.get("root_execution_id"));
            chain.put("parent_execution_id", parent.get("id"));
            chain.put("child_execution_id", id);
            chain.put("depth", 1);
            chain.put("sequence", 0);
            chain.put("created_at", begin);
            rows(CALL_CHAINS).add(chain);
        }
        return row;
    }

    private void end(Map<String, @Nullable Object> row, Instant begin) {
        String status = oneOf("success", "success", "success", "failed", "timeout", "skipped", "cancelled", "running");
        row.put("status", status);
        row.put("current_stage", "llm_call");
        if (status.equals("failed") || status.equals("timeout")) {
            row.put("error_type", oneOf("java.io.IOException", "app.Übel", "app.Bad", null));
            row.put("error_message", "no");
        }
        if (status.equals("skipped")) {
            row.put("relevance_score", 0.25);
            row.put("relevance_reasoning", "not for me");
        }
        if (!status.equals("running")) {
            double millis = random.nextInt(4_000) / 4.0;
            row.put("duration_ms", millis);
            row.put("completed_at", begin.plusNanos((long) (millis * 1e6)));
        }
    }

    private void callModels(Map<String, @Nullable Object> row) {
        int calls = random.nextInt(3);
        row.put("llm_calls", calls);
        if (calls > 0) {
            row.put("llm_model", oneOf("large", "small"));
            row.put("llm_tokens_used", oneOf(random.nextLong(1_000), null));
            row.put("llm_latency_ms", oneOf(random.nextInt(1_600) / 8.0, null));
            row.put("llm_cost_usd", oneOf(new BigDecimal("0.0125"), null));
        }
    }

    private void check(Map<String, @Nullable Object> row) {
        Double score = oneOf(null, 0.0, 0.25, 0.5, 0.6, 0.7, 0.75, 0.9, 0.9375, 1.0);
        if (score != null) {
            String errors = oneOf("[]", "[]", "[\"json: no end\"]", "[\"Ärger\",\"json: no end\"]");
            row.put("response_quality_score", score);
            row.put("response_valid", errors.equals("[]"));
            row.put("response_validation_errors", errors);
            row.put("response_warnings", oneOf("[]", "[\"length: 2 words\"]", "[\"length: 2 words\",\"refusal\"]"));
            row.put("response_metrics", "{\"word_count\": 2}");
        }
    }

    /** Gives each execution stages, events and calls of models. */
    GeneratedTables withStagesAndCalls() {
        tables.put(LOGS, new ArrayList<>());
        tables.put(LLM_CALLS, new ArrayList<>());
        for (Map<String, @Nullable Object> execution : executions()) {
            for (int i = random.nextInt(4); i > 0; i--) {
                rows(LOGS).add(log(execution, i));
            }
            for (int i = random.nextInt(3); i > 0; i--) {
                rows(LLM_CALLS).add(call(execution, i));
            }
        }
        return this;
    }

    private Map<String, @Nullable Object> log(Map<String, @Nullable Object> execution, int sequence) {
        String status = oneOf("completed", "completed", "failed", "started", "event");
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("id", new UUID(random.nextLong(), random.nextLong()));
        row.put("execution_id", execution.get("id"));
        row.put("sequence", sequence);
        row.put("stage", oneOf("pre_process", "llm_call", "prüfen"));
        row.put("stage_status", status);
        row.put("timestamp", execution.get("started_at"));
        if (status.equals("completed") || status.equals("failed")) {
            row.put("duration_ms", random.nextInt(4_000) / 16.0);
        }
        return row;
    }

    private Map<String, @Nullable Object> call(Map<String, @Nullable Object> execution, int sequence) {
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("execution_id", execution.get("id"));
        row.put("sequence", sequence);
        row.put("provider", oneOf("openai", null));
        row.put("request_model", oneOf("large", "small", null));
        row.put("operation", "chat");
        row.put("streaming", false);
        row.put("cancelled", false);
        row.put("started_at", execution.get("started_at"));
        row.put("input_tokens", oneOf(random.nextLong(1_000), null));
        row.put("output_tokens", oneOf(random.nextLong(1_000), null));
        row.put("cache_read_tokens", oneOf(random.nextLong(100), null));
        row.put("cache_write_tokens", oneOf(random.nextLong(100), null));
        row.put("reasoning_tokens", oneOf(random.nextLong(100), null));
        row.put("latency_ms", oneOf(random.nextInt(1_600) / 8.0, null));
        row.put("error_type", oneOf("java.io.IOException", null, null));
        row.put("cost_usd", oneOf(new BigDecimal("0.0003"), null));
        return row;
    }

    /** One after another, at once, and beyond the end of their parent. */
    private void callsChildren(Map<String, @Nullable Object> parent) {
        Instant begin = ((Instant) parent.get("started_at")).plusMillis(10);
        for (int i = random.nextInt(4); i > 0; i--) {
            Map<String, @Nullable Object> child = execution(begin, parent);
            Double millis = (Double) child.get("duration_ms");
            begin = begin.plusMillis(random.nextBoolean() && millis != null ? (long) (millis + 1) : 5);
        }
    }

    private Instant moment() {
        return START.plusMillis(random.nextLong(spanMillis) / 60_000 * 60_000);
    }

    @SafeVarargs
    private <T> T oneOf(T... values) {
        return values[random.nextInt(values.length)];
    }

    /** Puts the rows in place of those that are in the database. */
    void store(TestDatabase database) throws Exception {
        database.execute("truncate " + String.join(", ", EXECUTIONS, CALL_CHAINS, LOGS, LLM_CALLS));
        for (Map.Entry<String, List<Map<String, @Nullable Object>>> table : tables.entrySet()) {
            database.execute("truncate " + table.getKey());
            add(database, table.getKey(), table.getValue());
        }
    }

    /** Puts rows beside those that are in the database. */
    static void add(TestDatabase database, String table, List<Map<String, @Nullable Object>> rows) throws Exception {
        ArrayNode array = JSON.createArrayNode();
        rows.forEach(row -> array.add(json(row)));
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement insert = connection.prepareStatement("insert into " + table
                        + " select * from jsonb_populate_recordset(null::" + table + ", ?::jsonb)")) {
            insert.setString(1, array.toString());
            insert.executeUpdate();
        }
    }

    private static ObjectNode json(Map<String, @Nullable Object> row) {
        ObjectNode json = JSON.createObjectNode();
        row.forEach((column, value) -> {
            if (value instanceof String text && (text.startsWith("[") || text.startsWith("{"))) {
                json.set(column, JSON.readTree(text));
            } else {
                json.putPOJO(column, value instanceof Instant || value instanceof UUID ? value.toString() : value);
            }
        });
        return json;
    }

    @Override
    public List<Map<String, @Nullable Object>> rows(String table) {
        return tables.getOrDefault(table, List.of());
    }

    @Override
    public List<Map<String, @Nullable Object>> rows(String table, UUID executionId) {
        String column = table.equals(EXECUTIONS) ? "id" : "execution_id";
        return rows(table).stream()
                .filter(row -> executionId.equals(row.get(column)))
                .toList();
    }

    @Override
    public long forgotten() {
        return 0;
    }

    @Override
    public String describe() {
        return "generated";
    }
}
