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

    private static final String STATEMENT_LIMIT = "30s";

    /** Dead letters have no index but their key. */
    private static final String SCAN_LIMIT = "10min";

    private static final String SETTINGS = """
            select set_config('lock_timeout', '5s', true),
                   set_config('statement_timeout', ?, true),
                   case when ?::text is not null then set_config('search_path', quote_ident(?::text), true) end
            """;

    /** Oldest first, of executions from the index on the user or on the conversation. */
    private static final String SEEDS_OF = """
            select %1$s, root_execution_id, created_at
            from %2$s
            where %3$s = ? and (?::text is null or vault_id = ?::text) and (created_at, %1$s) > (?, ?)
            order by created_at, %1$s
            limit\s""" + SEEDS;

    private static final String TREE = """
            select t.id, t.parent, t.depth,
                   coalesce(e.%1$s = ? and (?::text is null or e.vault_id = ?::text), false) as matches,
                   e.%1$s is not null and not coalesce(e.%1$s = ? and (?::text is null or e.vault_id = ?::text), false) as others
            from (select ?::uuid as id, null::uuid as parent, 0 as depth
                  union all
                  select child_execution_id, parent_execution_id, depth from agent_call_chains where root_execution_id = ?) t
            left join agent_executions e on e.id = t.id
            """;

    private static final String LETTERS_OF_TREE = """
            select execution_id, parent_execution_id, coalesce(depth, 0),
                   coalesce(%1$s = ? and (?::text is null or vault_id = ?::text), false) as matches,
                   %1$s is not null and not coalesce(%1$s = ? and (?::text is null or vault_id = ?::text), false) as others
            from agent_dead_letters
            where root_execution_id = ?
            """;

    /** Rows that are looked through in a transaction. */
    static final int PIECE = 20_000;

    private static final UUID LEAST = new UUID(0, 0);
    private static final UUID GREATEST = new UUID(-1, -1);

    private static final String END_OF_PIECE =
            "select %1$s from %2$s where %1$s > ? order by %1$s limit 1 offset " + (PIECE - 1);

    private static final String KNOWN_LETTERS = """
            select to_regclass(?) is not null,
                   exists (select from pg_attribute where attrelid = to_regclass(?) and attname = 'user_id')
            """;

    private final Connection connection;
    private final @Nullable String schema;
    private final boolean erases;
    private @Nullable Letters letters;

    ErasureStatements(Connection connection, @Nullable String schema, boolean erases) {
        this.connection = connection;
        this.schema = schema;
        this.erases = erases;
    }

    /** Some of the executions that the request names, those after one; none where there are no more. */
    List<Seed> seeds(ErasureRequest request, @Nullable Seed after) throws SQLException {
        begin();
        return seeds("id", EXECUTIONS, request, after);
    }

    /** The same of executions that are kept aside, as far as it is known whose they are. */
    List<Seed> refusedSeeds(ErasureRequest request, @Nullable Seed after) throws SQLException {
        begin(SCAN_LIMIT);
        return letters().sayWhose() ? seeds("execution_id", DEAD_LETTERS, request, after) : List.of();
    }

    private List<Seed> seeds(String id, String table, ErasureRequest request, @Nullable Seed after)
            throws SQLException {
        List<Seed> seeds = new ArrayList<>();
        try (PreparedStatement statement = prepare(
                        SEEDS_OF.formatted(id, table, column(request)),
                        id(request),
                        vaultId(request),
                        vaultId(request),
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

    /** All executions of a call tree, those that are kept aside included. */
    List<ErasedTree.Node> tree(ErasureRequest request, UUID root) throws SQLException {
        begin(SCAN_LIMIT);
        Map<UUID, ErasedTree.Node> nodes = new LinkedHashMap<>();
        read(TREE, request, nodes, root, root);
        if (letters().sayWhose()) {
            read(LETTERS_OF_TREE, request, nodes, root);
        }
        connection.commit();
        return List.copyOf(nodes.values());
    }

    private void read(String sql, ErasureRequest request, Map<UUID, ErasedTree.Node> nodes, UUID... roots)
            throws SQLException {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            values.add(id(request));
            values.add(vaultId(request));
            values.add(vaultId(request));
        }
        values.addAll(List.of(roots));
        try (PreparedStatement statement = prepare(sql.formatted(column(request)), values.toArray());
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                UUID id = row.getObject(1, UUID.class);
                nodes.put(
                        id,
                        new ErasedTree.Node(
                                id, row.getObject(2, UUID.class), row.getInt(3), row.getBoolean(4), row.getBoolean(5)));
            }
        }
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
        if (letters().present()) {
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
        return Map.of(
                DECISIONS, erasePlain(DECISIONS, "execution_id", "execution_id", request, counted),
                CALL_CHAINS, erasePlain(CALL_CHAINS, "root_execution_id", "child_execution_id", request, counted));
    }

    /** No index has these, so it goes through all rows, in the order of their key, a transaction for some of them. */
    private long erasePlain(String table, String key, String execution, ErasureRequest request, Set<UUID> counted)
            throws SQLException {
        String rows = " from " + table + " where " + key + " > ? and " + key + " <= ?"
                + " and conversation_id = ? and (?::text is null or vault_id = ?::text)";
        String sql = erases ? "delete" + rows + " returning " + execution : "select " + execution + rows;
        long count = 0;
        UUID from = LEAST;
        while (!from.equals(GREATEST)) {
            begin();
            UUID to = endOfPiece(table, key, from);
            try (PreparedStatement statement = prepare(sql, from, to, id(request), vaultId(request), vaultId(request));
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    count += erases || !counted.contains(row.getObject(1, UUID.class)) ? 1 : 0;
                }
            }
            connection.commit();
            from = to;
        }
        return count;
    }

    private UUID endOfPiece(String table, String key, UUID from) throws SQLException {
        try (PreparedStatement statement = prepare(END_OF_PIECE.formatted(key, table), from);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getObject(1, UUID.class) : GREATEST;
        }
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

    private Letters letters() throws SQLException {
        Letters known = letters;
        if (known == null) {
            try (PreparedStatement statement = prepare(KNOWN_LETTERS, DEAD_LETTERS, DEAD_LETTERS);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                known = new Letters(row.getBoolean(1), row.getBoolean(2));
                letters = known;
            }
        }
        return known;
    }

    private void begin() throws SQLException {
        begin(STATEMENT_LIMIT);
    }

    private void begin(String statementLimit) throws SQLException {
        try (PreparedStatement statement = prepare(SETTINGS, statementLimit, schema, schema);
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
        return StoredId.of(request.userId() != null ? request.userId() : request.conversationId());
    }

    private static @Nullable String vaultId(ErasureRequest request) {
        return StoredId.of(request.vaultId());
    }

    /** What the table of dead letters has, which older versions of the tables lack. */
    private record Letters(boolean present, boolean sayWhose) {}

    /** An execution that a request names. */
    record Seed(UUID id, UUID root, OffsetDateTime createdAt) {}
}
