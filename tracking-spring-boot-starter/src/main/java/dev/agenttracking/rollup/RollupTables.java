// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The executions and their rollups in one schema of a database.
 *
 * <p><b>Threading</b>: used by one thread, within the transaction of its connection.
 */
public final class RollupTables {

    private static final String COUNTED_AT = "updated_at";

    private final Connection connection;
    private final String prefix;

    /**
     * The tables of a schema.
     *
     * @param schema null for the connection's own
     */
    public RollupTables(Connection connection, @Nullable String schema) {
        this.connection = connection;
        this.prefix = schema == null ? "" : '"' + schema.replace("\"", "\"\"") + "\".";
    }

    Connection connection() {
        return connection;
    }

    String name(String table) {
        return prefix + table;
    }

    /**
     * Counts executions, and adds them to sums.
     *
     * @param condition on {@code e}, an execution
     * @param parameters by name; {@code from_id} and {@code to_id} are the bounds of ids
     * @param byVault whether what is counted has its vault
     * @param sumsOf to which sums something counted belongs
     */
    public <K extends RollupKey<K>, S extends Sums<S>> void addCounted(
            Map<K, S> sums,
            Rollup<K, S> rollup,
            String condition,
            Map<String, ?> parameters,
            boolean byVault,
            Function<K, ? extends Collection<K>> sumsOf)
            throws SQLException {
        NamedSql.read(connection, rollup.counted(prefix, condition, byVault), parameters, row -> {
            for (K key : sumsOf.apply(rollup.key(row))) {
                sums.computeIfAbsent(key, rollup::newSums).addCounted(row);
            }
        });
    }

    /**
     * Adds what is kept to sums.
     *
     * @param ranges not overlapping
     * @param agent null for all
     * @param sumOf to which sum a row belongs
     */
    public <K extends RollupKey<K>, S extends Sums<S>> void addStored(
            Map<K, S> sums,
            Rollup<K, S> rollup,
            List<RollupRange> ranges,
            @Nullable String agent,
            Vaults vaults,
            Function<K, K> sumOf)
            throws SQLException {
        List<String> parts = new ArrayList<>();
        for (RollupRange range : ranges) {
            if (!range.isEmpty()) {
                parts.add("select " + rollup.stored() + " from " + name(rollup.table()) + " where " + within(range)
                        + " and " + rollup.vaults().of(vaults)
                        + (agent == null ? "" : " and agent_name = :agent"));
            }
        }
        if (parts.isEmpty()) {
            return;
        }
        Map<String, @Nullable Object> parameters = new HashMap<>();
        parameters.put("agent", agent);
        parameters.put("vault", vaults.vaultId());
        NamedSql.read(
                connection,
                String.join(" union all ", parts),
                parameters,
                row -> sums.computeIfAbsent(sumOf.apply(rollup.key(row)), rollup::newSums)
                        .addStored(row));
    }

    /**
     * Puts the sums of a window in the place of those that are there.
     *
     * @param agent those of this one; null for all
     * @param counted what is counted is all that had been stored by then
     */
    <K extends RollupKey<K>, S extends Sums<S>> void replace(
            Rollup<K, S> rollup, RollupRange window, @Nullable String agent, Instant counted, Map<K, S> sums)
            throws SQLException {
        Map<String, @Nullable Object> parameters = new HashMap<>();
        parameters.put("agent", agent);
        for (String vaults : List.of(rollup.vaults().all(), rollup.vaults().each())) {
            NamedSql.update(
                    connection,
                    "delete from " + name(rollup.table()) + " where " + within(window) + " and " + vaults
                            + (agent == null ? "" : " and agent_name = :agent"),
                    parameters);
        }
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (Map.Entry<K, S> sum : ofAllVaultsFirst(sums)) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            sum.getKey().putInto(row);
            row.put("granularity", window.granularity().storedName());
            row.put("time_window_start", window.from());
            row.put("time_window_end", window.to());
            row.put(COUNTED_AT, counted);
            sum.getValue().putInto(row);
            rows.add(row);
        }
        RowInsert.into(connection, name(rollup.table()), rows);
    }

    /** Most questions are about these, and find them side by side, not each on another page among those of vaults. */
    private static <K extends RollupKey<K>, S> List<Map.Entry<K, S>> ofAllVaultsFirst(Map<K, S> sums) {
        return sums.entrySet().stream()
                .sorted(Comparator.comparing(
                        sum -> !sum.getKey().equals(sum.getKey().ofAllVaults())))
                .toList();
    }

    static String within(RollupRange range) {
        return "granularity = '" + range.granularity().storedName() + "' and time_window_start >= "
                + literal(range.from()) + " and time_window_start < " + literal(range.to());
    }

    /** The planner sees how many windows these are. */
    private static String literal(Instant moment) {
        return "timestamptz '" + moment + "'";
    }
}
