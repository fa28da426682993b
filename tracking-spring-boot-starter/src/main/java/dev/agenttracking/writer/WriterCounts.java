// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Figures since the start: {@code accepted = written + queued + dropped} at every quiet moment.
 *
 * @param accepted executions that ended
 * @param queued of these, those that wait
 * @param written of these, those in the store
 * @param dropped of these, those that are lost, by reason
 * @param failures attempts to store a batch that failed
 */
public record WriterCounts(long accepted, long queued, long written, Map<DropReason, Long> dropped, long failures) {

    /** All that are lost. */
    public long droppedTotal() {
        return dropped.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public String toString() {
        String reasons = dropped.entrySet().stream()
                .filter(reason -> reason.getValue() > 0)
                .map(reason -> reason.getValue() + " " + reason.getKey().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return accepted + " accepted, " + written + " written, " + queued + " waiting, " + droppedTotal() + " dropped"
                + (reasons.isEmpty() ? "" : " (" + reasons + ")");
    }
}
