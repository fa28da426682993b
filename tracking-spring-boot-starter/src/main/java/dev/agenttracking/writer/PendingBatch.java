// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is stored in one go: all from memory, or all from one file. */
final class PendingBatch {

    private final long number;
    private final @Nullable String format;
    private final List<Pending> records;
    private final boolean inherited;

    /**
     * Makes one.
     *
     * @param number how many were taken before, of those that this process has put; of what another one has put, more than any
     * @param format how its bytes are to be read, null where they are as this process makes them
     * @param records one at least
     * @param inherited whether it may be stored already, since another process was at it
     */
    PendingBatch(long number, @Nullable String format, List<Pending> records, boolean inherited) {
        this.number = number;
        this.format = format;
        this.records = records;
        this.inherited = inherited;
    }

    long number() {
        return number;
    }

    @Nullable
    String format() {
        return format;
    }

    List<Pending> records() {
        return records;
    }

    boolean isInherited() {
        return inherited;
    }

    /** The file that has them all, null for memory. */
    @Nullable
    SpillSegment file() {
        return records.get(0).file();
    }
}
