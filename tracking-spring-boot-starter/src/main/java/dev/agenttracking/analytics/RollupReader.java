// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import dev.agenttracking.rollup.Rollup;
import dev.agenttracking.rollup.RollupKey;
import dev.agenttracking.rollup.RollupProgress;
import dev.agenttracking.rollup.RollupTables;
import dev.agenttracking.rollup.Sums;
import dev.agenttracking.rollup.Vaults;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Sums over what a filter lets through, from rollups as far as they are there, else from executions. Counts are exact, but for what
 * came late and has not been counted again yet; percentiles are within one percent.
 *
 * <p><b>Threading</b>: used by one thread, within a transaction that sees one state of the database.
 */
final class RollupReader {

    static final String HAS_NOT_ENDED = " and e.status in ('pending', 'running', 'llm_request', 'llm_response')";

    private final RollupTables tables;
    private final ExecutionFilter filter;
    private final @Nullable RollupPlan plan;

    private RollupReader(RollupTables tables, ExecutionFilter filter, @Nullable RollupPlan plan) {
        this.tables = tables;
        this.filter = filter;
        this.plan = plan;
    }

    static RollupReader of(Query.Runner runner, ExecutionFilter asked) throws SQLException {
        ExecutionFilter filter = asked.stored();
        RollupTables tables = new RollupTables(runner.connection(), null);
        RollupProgress progress = asksForNothingElse(filter) ? RollupProgress.readIfPresent(tables) : null;
        return new RollupReader(
                tables, filter, progress == null ? null : RollupPlan.of(filter.from(), filter.to(), progress));
    }

    /** Rollups know agents and vaults, and what else a filter asks they do not. */
    private static boolean asksForNothingElse(ExecutionFilter filter) {
        return filter.equals(ExecutionFilter.all()
                .withAgent(filter.agent())
                .withVaultId(filter.vaultId())
                .between(filter.from(), filter.to())
                .after(filter.after())
                .withLimit(filter.limit()));
    }

    /** Whether rollups have a part of it. */
    boolean hasRollups() {
        return plan != null;
    }

    /** Up to where rollups have what began at full hours; null where they have nothing of it. */
    @Nullable
    Instant coveredTo() {
        return plan == null ? null : plan.covered().to();
    }

    /** Sums by key, over all vaults that the filter lets through. */
    <K extends RollupKey<K>, S extends Sums<S>> Map<K, S> sums(Rollup<K, S> rollup) throws SQLException {
        return sums(rollup, Vaults.of(filter.vaultId()), false, RollupKey::ofAllVaults);
    }

    /** Sums by key, each vault's apart. */
    <K extends RollupKey<K>, S extends Sums<S>> Map<K, S> sumsByVault(Rollup<K, S> rollup) throws SQLException {
        return sums(rollup, filter.vaultId() == null ? Vaults.EACH : Vaults.of(filter.vaultId()), true, key -> key);
    }

    private <K extends RollupKey<K>, S extends Sums<S>> Map<K, S> sums(
            Rollup<K, S> rollup, Vaults vaults, boolean byVault, UnaryOperator<K> sumOf) throws SQLException {
        Map<K, S> sums = new HashMap<>();
        RollupPlan present = plan;
        if (present == null || !rollup.keeps(vaults)) {
            addCounted(sums, rollup, new RollupPlan.Span(filter.from(), filter.to()), "", byVault, sumOf);
            return sums;
        }
        tables.addStored(sums, rollup, present.kept(), filter.agent(), vaults, sumOf);
        addCounted(sums, rollup, present.covered(), HAS_NOT_ENDED, byVault, sumOf);
        for (RollupPlan.Span span : present.rest()) {
            addCounted(sums, rollup, span, "", byVault, sumOf);
        }
        return sums;
    }

    private <K extends RollupKey<K>, S extends Sums<S>> void addCounted(
            Map<K, S> sums,
            Rollup<K, S> rollup,
            RollupPlan.Span span,
            String condition,
            boolean byVault,
            UnaryOperator<K> sumOf)
            throws SQLException {
        tables.addCounted(
                sums,
                rollup,
                Questions.MATCHING + condition,
                SqlAnalytics.parameters(filter.between(span.from(), span.to()), filter.limit()),
                byVault,
                key -> List.of(sumOf.apply(key)));
    }
}
