// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.execution.Execution;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An ended execution on its way to the store.
 *
 * @param record its bytes, null for a store that takes executions as they are
 * @param execution the execution, null where nobody needs it but for its bytes
 * @param undecided whether its rows may not say how its transaction ended
 * @param journal the file of the journal that has it, null for none
 * @param file the file that it was read from, null for what waits in memory
 */
record Pending(
        UUID id,
        ExecutionStatus status,
        @Nullable EncodedRecord record,
        @Nullable Execution execution,
        boolean undecided,
        @Nullable SpillSegment journal,
        @Nullable SpillSegment file) {

    /** What an entry takes beside its bytes. */
    private static final int OVERHEAD_BYTES = 128;

    static Pending of(Execution execution, boolean undecided) {
        return new Pending(execution.id(), execution.status(), null, execution, undecided, null, null);
    }

    static Pending of(
            EncodedRecord record, @Nullable Execution followed, boolean undecided, @Nullable SpillSegment journal) {
        return new Pending(record.id(), record.status(), record, followed, undecided, journal, null);
    }

    static Pending read(EncodedRecord record, SpillSegment file) {
        return new Pending(record.id(), record.status(), record, null, false, null, file);
    }

    /** What it takes in memory, as far as is known. */
    int bytes() {
        return record == null ? OVERHEAD_BYTES : OVERHEAD_BYTES + record.rows().length;
    }
}
