// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.Sampling;
import java.time.Duration;

/**
 * How the writer works.
 *
 * @param queueCapacity how many ended executions may wait, in memory; rounded up to a power of two
 * @param batchSize how many are stored in one go at most
 * @param flushInterval how long an ended execution waits for others at most
 * @param shutdownTimeout how long stopping waits for what is not yet stored
 * @param graceTime how long an execution may run before its row is stored as running
 * @param heartbeatInterval how often the store hears of this process and what it is at
 * @param sampling which executions are stored
 * @param overflow what happens to those that the store does not take as fast as they come
 */
public record WriterSettings(
        int queueCapacity,
        int batchSize,
        Duration flushInterval,
        Duration shutdownTimeout,
        Duration graceTime,
        Duration heartbeatInterval,
        Sampling sampling,
        OverflowSettings overflow) {

    /** How often the store hears of this process, by default. */
    public static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(10);

    /** Settings that use memory alone. */
    public WriterSettings(
            int queueCapacity,
            int batchSize,
            Duration flushInterval,
            Duration shutdownTimeout,
            Duration graceTime,
            Duration heartbeatInterval,
            Sampling sampling) {
        this(
                queueCapacity,
                batchSize,
                flushInterval,
                shutdownTimeout,
                graceTime,
                heartbeatInterval,
                sampling,
                OverflowSettings.IN_MEMORY);
    }

    /** Settings that store every execution. */
    public WriterSettings(
            int queueCapacity, int batchSize, Duration flushInterval, Duration shutdownTimeout, Duration graceTime) {
        this(queueCapacity, batchSize, flushInterval, shutdownTimeout, graceTime, HEARTBEAT_INTERVAL, new Sampling(1));
    }
}
