// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is summed up, and where the sums are kept.
 *
 * @param <K> what a sum is of
 * @param <S> the sums
 */
public final class Rollup<K extends RollupKey<K>, S extends Sums<S>> {

    private static final String NO_ROW = "false";

    /** Executions by agent and vault. */
    public static final Rollup<ExecutionKey, ExecutionSums> EXECUTIONS = new Rollup<>(
            "agent_performance_metrics",
            "select e.agent_name, %3$s, e.error_type, " + DurationSketch.bucketOf("e.duration_ms")
                    + " as bucket, "
                    + ExecutionSums.COUNTED + """
                    from %1$sagent_executions e
                    where %2$s
                    group by 1, 2, 3, 4
                    """,
            "agent_name, vault_id, " + ExecutionSums.STORED,
            new VaultConditions("vault_id is null", "vault_id is not null", "vault_id = :vault"),
            ExecutionKey::of,
            ExecutionSums::new,
            () -> new ExecutionSums(TimeSums.ofFew()));

    /** Runs of stages, without events, by agent and stage. */
    public static final Rollup<StageKey, StageSums> STAGES = new Rollup<>(
            "agent_stage_metrics",
            "select e.agent_name, l.stage, " + DurationSketch.bucketOf("l.duration_ms") + " as bucket, "
                    + StageSums.COUNTED + """
                    from %1$sagent_execution_logs l
                    join %1$sagent_executions e on e.id = l.execution_id
                    where l.stage_status <> 'event' and l.stage is not null
                      and (:from_id::uuid is null or l.execution_id >= :from_id::uuid)
                      and (:to_id::uuid is null or l.execution_id < :to_id::uuid)
                      and %2$s
                    group by 1, 2, 3
                    """,
            "agent_name, stage, " + StageSums.STORED,
            new VaultConditions("true", NO_ROW, NO_ROW),
            StageKey::of,
            StageSums::new,
            () -> new StageSums(TimeSums.ofFew()));

    /** Calls of models by agent, provider, model, vault and day. */
    public static final Rollup<LlmKey, LlmSums> LLM_CALLS = new Rollup<>(
            "agent_llm_metrics",
            """
                    select e.agent_name, c.provider, c.request_model as model, false as all_vaults, %3$s,
                           (e.created_at at time zone 'UTC')::date as day,
                    """ + LlmSums.COUNTED + """
                    from %1$sagent_llm_calls c
                    join %1$sagent_executions e on e.id = c.execution_id
                    where (:from_id::uuid is null or c.execution_id >= :from_id::uuid)
                      and (:to_id::uuid is null or c.execution_id < :to_id::uuid)
                      and %2$s
                    group by 1, 2, 3, 4, 5, 6
                    """,
            "agent_name, provider, model, all_vaults, vault_id, (time_window_start at time zone 'UTC')::date as day, "
                    + LlmSums.STORED,
            new VaultConditions("all_vaults", "not all_vaults", "not all_vaults and vault_id = :vault"),
            LlmKey::of,
            LlmSums::new,
            LlmSums::new);

    /** All of them. */
    static final List<Rollup<?, ?>> ALL = List.of(EXECUTIONS, STAGES, LLM_CALLS);

    private final String table;
    private final String counted;
    private final String stored;
    private final VaultConditions vaults;
    private final KeyReader<K> key;
    private final Supplier<S> ofMany;
    private final Supplier<S> ofFew;

    private Rollup(
            String table,
            String counted,
            String stored,
            VaultConditions vaults,
            KeyReader<K> key,
            Supplier<S> ofMany,
            Supplier<S> ofFew) {
        this.table = table;
        this.counted = counted;
        this.stored = stored;
        this.vaults = vaults;
        this.key = key;
        this.ofMany = ofMany;
        this.ofFew = ofFew;
    }

    String table() {
        return table;
    }

    /**
     * The SQL that counts executions.
     *
     * @param prefix what stands before the names of tables
     * @param condition on {@code e}, an execution; its ids are also bounded by the parameters {@code from_id} and {@code to_id}
     * @param byVault whether vaults are told apart: there are nearly as many groups as executions then, which takes twice as long
     */
    String counted(String prefix, String condition, boolean byVault) {
        return counted.formatted(prefix, condition, byVault ? "e.vault_id" : "null::text as vault_id");
    }

    /** The columns of the table that {@link Sums#addStored} reads, with the key's. */
    String stored() {
        return stored;
    }

    /** Whether there are rows of these vaults. */
    public boolean keeps(Vaults of) {
        return !vaults.of(of).equals(NO_ROW);
    }

    VaultConditions vaults() {
        return vaults;
    }

    K key(ResultSet row) throws SQLException {
        return key.read(row);
    }

    /** Sums of all vaults have many durations, those of one few. */
    S newSums(K of) {
        return (of.equals(of.ofAllVaults()) ? ofMany : ofFew).get();
    }

    /** Which rows of a rollup's table are of all vaults, of each, and of the one that a parameter names. */
    record VaultConditions(String all, String each, String one) {

        String of(Vaults vaults) {
            return vaults.vaultId() != null ? one : vaults.each() ? each : all;
        }
    }

    /** Makes a key of a row. */
    @FunctionalInterface
    private interface KeyReader<K> {
        K read(ResultSet row) throws SQLException;
    }
}
