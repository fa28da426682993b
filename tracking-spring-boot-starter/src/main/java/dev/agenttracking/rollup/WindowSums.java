// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All sums of a window in the making. */
final class WindowSums {

    /** What may still change is counted when it has ended. */
    private static final String ENDED = """
            e.id >= :from_id::uuid and e.id < :to_id::uuid
            and e.status in ('success', 'failed', 'timeout', 'skipped', 'cancelled', 'abandoned')
            """;

    private final Map<Rollup<?, ?>, Part<?, ?>> parts = new LinkedHashMap<>();

    WindowSums() {
        Rollup.ALL.forEach(rollup -> parts.put(rollup, new Part<>(rollup)));
    }

    /** Adds the executions that began in a span of time. */
    void addCounted(RollupTables tables, Instant from, Instant to) throws SQLException {
        Map<String, UUID> ids = Map.of("from_id", MillisId.first(from), "to_id", MillisId.first(to));
        for (Part<?, ?> part : parts.values()) {
            part.addCounted(tables, ids);
        }
    }

    /** Adds the kept sums of an agent. */
    void addStored(RollupTables tables, RollupRange range, String agent) throws SQLException {
        for (Part<?, ?> part : parts.values()) {
            part.addStored(tables, range, agent);
        }
    }

    void add(WindowSums others) {
        parts.forEach((rollup, part) -> part.add(others.parts.get(rollup)));
    }

    /** Puts them in the place of what is kept of the window. */
    void store(RollupTables tables, RollupRange window, @Nullable String agent, Instant counted) throws SQLException {
        for (Part<?, ?> part : parts.values()) {
            part.store(tables, window, agent, counted);
        }
    }

    /** Those of one rollup. */
    private static final class Part<K extends RollupKey<K>, S extends Sums<S>> {

        private final Rollup<K, S> rollup;
        private final Map<K, S> sums = new HashMap<>();

        private Part(Rollup<K, S> rollup) {
            this.rollup = rollup;
        }

        private void addCounted(RollupTables tables, Map<String, UUID> ids) throws SQLException {
            tables.addCounted(sums, rollup, ENDED, ids, true, RollupKey::stored);
        }

        private void addStored(RollupTables tables, RollupRange range, String agent) throws SQLException {
            for (Vaults vaults : List.of(Vaults.ALL, Vaults.EACH)) {
                tables.addStored(sums, rollup, List.of(range), agent, vaults, Function.identity());
            }
        }

        @SuppressWarnings("unchecked") // parts are kept by their rollup
        private void add(@Nullable Part<?, ?> others) {
            if (others != null) {
                ((Part<K, S>) others)
                        .sums.forEach((key, sum) ->
                                sums.computeIfAbsent(key, rollup::newSums).add(sum));
            }
        }

        private void store(RollupTables tables, RollupRange window, @Nullable String agent, Instant counted)
                throws SQLException {
            tables.replace(rollup, window, agent, counted, sums);
        }
    }
}
