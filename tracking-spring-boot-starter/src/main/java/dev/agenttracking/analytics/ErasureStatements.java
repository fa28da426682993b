// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/**
 * The SQL of erasing: each method is a transaction, with settings that end with it. Ids are looked up where their index and their
 * partition are.
 */
final class ErasureStatements {

    private static final String EXECUTIONS = "agent_executions";
    private static final String CALL_CHAINS = "agent_call_chains";
    private static final String DECISIONS = "agent_decisions";
    private static final String DEAD_LETTERS = "agent_dead_letters";

    /** In the order in which rows go: an execution's own is there until all else is gone. */
    static final List<String> TABLES = List.of(
            "agent_execution_logs",
            "agent_llm_calls",
            "agent_tool_calls",
            DECISIONS,
            "agent_evaluations",
            "agent_citations",
            CALL_CHAINS,
            EXECUTIONS);

    private static final int SEEDS = 200;

    private static final String SETTINGS = """
            select set_config('lock_timeout', '5s', true),
                   set_config('statement_timeout', '30s', true),
                   case when ?::text is not null then set_config('search_path', quote_ident(?::text), true) end
            """;

    /** Oldest first, from the index on the user or on the conversation. */
    private static final String SEEDS_OF = """
            select id, root_execution_id, created_at
            from agent_executions
            where %s = ? and (?::text is null or vault_id = ?::text) and (created_at, id) > (?, ?)
            order by created_at, id
            limit\s""" + SEEDS;

    private static final String TREE = """
            select t.id, t.parent, t.depth,
                   e.id is not null and e.%1$s = ? and (?::text is null or e.vault_id = ?::text) as matches,
                   e.%1$s is not null and not (e.%1$s = ? and (?::text is null or e.vault_id = ?::text)) as others
            from (select ?::uuid as id, null::uuid as parent, 0 as depth
                  union all
                  select child_execution_id, parent_execution_id, depth from agent_call_chains where root_execution_id = ?) t
            left join agent_executions e on e.id = t.id
            """;

    private final Connection connection;
    private final @Nullable String schema;
    private final boolean erases;
    private @Nullable Boolean hasDeadLetters;

    ErasureStatements(Connection connection, @Nullable String schema, boolean erases) {
        this.connection = connection;
        this.schema = schema;
        this.erases = erases;
    }

    /** Some of the executions that the request names, those after one; none where there are no more. */
    List<Seed> seeds(ErasureRequest request, @Nullable Seed after) throws SQLException {
        begin();
        List<Seed> seeds = new ArrayList<>();
        try (PreparedStatement statement = prepare(
                        SEEDS_OF.formatted(column(request)),
                        id(request),
                        request.vaultId(),
                        request.vaultId(),
                        after == null ? OffsetDateTime.parse("0001-01-01T00:00Z") : after.createdAt(),
                        after == null ? new UUID(0, 0) : after.id());
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                seeds.add(new Seed(
                        row.getObject(1, UUID.class),
                        row.getObject(2, UUID.class),
                        row.getObject(3, OffsetDateTime.class)));
            }
        }
        connection.commit();
        return seeds;
    }

    /** All executions of a call tree. */
    List<ErasedTree.Node> tree(ErasureRequest request, UUID root) throws SQLException {
        begin();
        List<ErasedTree.Node> nodes = new ArrayList<>();
        try (PreparedStatement statement = prepare(
                        TREE.formatted(column(request)),
                        id(request),
                        request.vaultId(),
                        request.vaultId(),
                        id(request),
                        request.vaultId(),
                        request.vaultId(),
                        root,
                        root);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                nodes.add(new ErasedTree.Node(
                        row.getObject(1, UUID.class),
                        row.getObject(2, UUID.class),
                        row.getInt(3),
                        row.getBoolean(4),
                        row.getBoolean(5)));
            }
        }
        connection.commit();
        return nodes;
    }

    /** Erases executions of a tree with all that belongs to them, or counts that. By table how many rows. */
    Map<String, Long> erase(UUID root, List<UUID> ids) throws SQLException {
        begin();
        Map<String, Long> rows = new LinkedHashMap<>();
        Object array = connection.createArrayOf("uuid", ids.toArray());
        for (String table : TABLES) {
            if (table.equals(CALL_CHAINS)) {
                rows.put(table, count(table, "root_execution_id = ? and child_execution_id = any (?)", root, array));
            } else {
                String key = table.equals(EXECUTIONS) ? "id" : "execution_id";
                rows.put(table, count(table, key + " = any (?)", array));
            }
        }
        if (hasDeadLetters()) {
            rows.put(DEAD_LETTERS, count(DEAD_LETTERS, "execution_id = any (?)", array));
        }
        connection.commit();
        return rows;
    }

    /**
     * Erases rows that name the conversation themselves, also where their execution is another's or not stored.
     *
     * @param counted executions whose rows are counted already, if nothing is erased
     */
    Map<String, Long> erasePlain(ErasureRequest request, Set<UUID> counted) throws SQLException {
        if (request.conversationId() == null) {
            return Map.of();
        }
        Map<String, Long> rows = new LinkedHashMap<>();
        for (Map.Entry<String, String> table : Map.of(DECISIONS, "execution_id", CALL_CHAINS, "child_execution_id")
                .entrySet()) {
            begin();
            String condition = "conversation_id = ? and (?::text is null or vault_id = ?::text)";
            String sql = erases
                    ? "delete from " + table.getKey() + " where " + condition + " returning " + table.getValue()
                    : "select " + table.getValue() + " from " + table.getKey() + " where " + condition;
            long count = 0;
            try (PreparedStatement statement =
                            prepare(sql, request.conversationId(), request.vaultId(), request.vaultId());
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    count += erases || !counted.contains(row.getObject(1, UUID.class)) ? 1 : 0;
                }
            }
            connection.commit();
            rows.put(table.getKey(), count);
        }
        return rows;
    }

    private long count(String table, String condition, Object... values) throws SQLException {
        if (erases) {
            try (PreparedStatement statement = prepare("delete from " + table + " where " + condition, values)) {
                return statement.executeUpdate();
            }
        }
        try (PreparedStatement statement = prepare("select count(*) from " + table + " where " + condition, values);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private boolean hasDeadLetters() throws SQLException {
        if (hasDeadLetters == null) {
            try (PreparedStatement statement = prepare("select to_regclass(?) is not null", DEAD_LETTERS);
                    ResultSet row = statement.executeQuery()) {
                hasDeadLetters = row.next() && row.getBoolean(1);
            }
        }
        return hasDeadLetters;
    }

    private void begin() throws SQLException {
        try (PreparedStatement statement = prepare(SETTINGS, schema, schema);
                ResultSet ignored = statement.executeQuery()) {
            // The settings are the effect.
        }
    }

    /** Planned with its values, so that only the partitions of its ids are looked at. */
    private PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            statement.unwrap(PGStatement.class).setPrepareThreshold(0);
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement;
        } catch (Throwable e) {
            statement.close();
            throw e;
        }
    }

    private static String column(ErasureRequest request) {
        return request.userId() != null ? "user_id" : "conversation_id";
    }

    private static @Nullable String id(ErasureRequest request) {
        return request.userId() != null ? request.userId() : request.conversationId();
    }

    /** An execution that a request names. */
    record Seed(UUID id, UUID root, OffsetDateTime createdAt) {}
}
