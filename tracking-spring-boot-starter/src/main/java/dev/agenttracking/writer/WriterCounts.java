// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Figures since the start: {@code accepted = written + spilled + queued + dropped + deadLettered + handedOver} at every quiet moment.
 *
 * @param accepted executions that ended and are not left out by sampling, and those found in files of processes that are no more
 * @param queued of these, those that wait in memory
 * @param undecided of the queued ones, those that sampling may leave out yet; then they are not accepted. None where all is kept
 * @param spilled of these, those that wait in files now
 * @param written of these, those that this writer has brought to the store
 * @param deadLettered of these, those that the store refused and keeps aside
 * @param dropped of these, those that are lost, by reason
 * @param handedOver of these, those that this writer left in files when it stopped, and that were gone when it was started again:
 *     whoever took the files has accepted them. None in a writer that is started once
 * @param failures attempts to store a batch that failed
 */
public record WriterCounts(
        long accepted,
        long queued,
        long undecided,
        long spilled,
        long written,
        long deadLettered,
        Map<DropReason, Long> dropped,
        long handedOver,
        long failures) {

    /** All that are lost. */
    public long droppedTotal() {
        return dropped.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Whether each execution is accounted for; executions that are just ending may make it false for a moment. */
    public boolean isBalanced() {
        return accepted == written + spilled + queued + droppedTotal() + deadLettered + handedOver;
    }

    @Override
    public String toString() {
        String reasons = dropped.entrySet().stream()
                .filter(reason -> reason.getValue() > 0)
                .map(reason -> reason.getValue() + " " + reason.getKey().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return accepted + " accepted, " + written + " written, " + queued + " waiting, "
                + (spilled > 0 ? spilled + " on disk, " : "")
                + (handedOver > 0 ? handedOver + " handed over, " : "")
                + (deadLettered > 0 ? deadLettered + " dead-lettered, " : "")
                + droppedTotal() + " dropped"
                + (reasons.isEmpty() ? "" : " (" + reasons + ")");
    }
}
