// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.actuate;

import dev.agenttracking.writer.DropReason;
import dev.agenttracking.writer.ExecutionWriter;
import dev.agenttracking.writer.StoreState;
import dev.agenttracking.writer.WriterCounts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How it stands with tracking, as the endpoint {@code tracking} answers.
 *
 * @param enabled whether anything is recorded
 * @param agents those of the application, by name, and after them others that were switched
 * @param counts what became of the executions of this process
 * @param writer how it stands between the writer and its store
 */
public record TrackingState(boolean enabled, List<AgentSwitch> agents, Counts counts, WriterHealth writer) {

    /**
     * The switch of one agent.
     *
     * @param agent its name; of one that is not registered in lower case and without dashes
     * @param enabled whether its executions are recorded, where anything is
     * @param registered whether the application is known to have it; one that is tracked by hand need not be
     */
    public record AgentSwitch(String agent, boolean enabled, boolean registered) {}

    /**
     * Executions since the start: {@code accepted = written + spilled + queued + dropped + deadLettered + handedOver} at every quiet
     * moment.
     *
     * @param undecided of the queued ones, those that sampling may leave out yet
     * @param dropped by reason
     */
    public record Counts(
            long accepted,
            long queued,
            long undecided,
            long spilled,
            long written,
            long deadLettered,
            Map<String, Long> dropped,
            long handedOver) {

        static Counts of(WriterCounts counts) {
            Map<String, Long> dropped = new LinkedHashMap<>();
            for (DropReason reason : DropReason.values()) {
                dropped.put(
                        reason.name().toLowerCase(Locale.ROOT), counts.dropped().getOrDefault(reason, 0L));
            }
            return new Counts(
                    counts.accepted(),
                    counts.queued(),
                    counts.undecided(),
                    counts.spilled(),
                    counts.written(),
                    counts.deadLettered(),
                    dropped,
                    counts.handedOver());
        }
    }

    /**
     * How it stands between the writer and its store.
     *
     * @param store where executions go, in a few words
     * @param reachable whether the store takes what it is brought, as far as is known
     * @param spilledBytes size of the files that wait
     * @param failures attempts to store a batch that failed, since the start
     * @param balanced whether each execution is accounted for; executions that are just ending may make it false for a moment
     */
    public record WriterHealth(
            String store, StoreState state, boolean reachable, long spilledBytes, long failures, boolean balanced) {

        static WriterHealth of(String store, ExecutionWriter writer, WriterCounts counts) {
            return new WriterHealth(
                    store,
                    writer.storeState(),
                    writer.reachesStore(),
                    writer.spilledBytes(),
                    counts.failures(),
                    counts.isBalanced());
        }
    }
}
