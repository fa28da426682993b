// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What happens to ended executions that the store does not take as fast as they come.
 *
 * @param policy what becomes of those that do not fit into memory
 * @param bufferBytes how much of what the store is to be sent waits in memory, beside the queue
 * @param blockTimeout how long a caller waits for room where the policy is to block
 * @param directory where files go, asked when the writer starts; a folder of its own in it is this process's. Null: there
 *     are none
 * @param maxFileBytes how much of what waits may be in files
 * @param journal whether each execution is in a file before its call returns
 * @param connections how many batches are stored at once
 */
public record OverflowSettings(
        Policy policy,
        long bufferBytes,
        Duration blockTimeout,
        @Nullable Supplier<Path> directory,
        long maxFileBytes,
        boolean journal,
        int connections) {

    /** What becomes of executions that do not fit into memory. */
    public enum Policy {
        /** They wait on disk. */
        SPILL,
        /** The newest are dropped, and counted. */
        DROP,
        /** Callers wait for room, for a while; then the newest are dropped, and counted. */
        BLOCK
    }

    /** How much waits in memory, by default. */
    public static final long BUFFER_BYTES = 32L << 20;

    /** Memory alone; what does not fit is dropped. */
    public static final OverflowSettings IN_MEMORY =
            new OverflowSettings(Policy.DROP, BUFFER_BYTES, Duration.ZERO, null, 0, false, 1);

    /** What does not fit into memory waits in files of a directory. */
    public static OverflowSettings spillingTo(Path directory, long maxFileBytes) {
        return new OverflowSettings(Policy.SPILL, BUFFER_BYTES, Duration.ZERO, () -> directory, maxFileBytes, false, 1);
    }

    /** The same with each execution in a file before its call returns. */
    public OverflowSettings withJournal() {
        return new OverflowSettings(policy, bufferBytes, blockTimeout, directory, maxFileBytes, true, connections);
    }

    /** The same with other bounds. */
    public OverflowSettings withBuffer(long bytes) {
        return new OverflowSettings(policy, bytes, blockTimeout, directory, maxFileBytes, journal, connections);
    }

    /** The same with more batches at once. */
    public OverflowSettings withConnections(int count) {
        return new OverflowSettings(policy, bufferBytes, blockTimeout, directory, maxFileBytes, journal, count);
    }
}
