// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.LateEvaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is said of answers after their executions were stored, on its way to the store.
 *
 * <p><b>Threading</b>: any thread may add; the writer's brings it to the store.
 *
 * <p><b>Failure</b>: nothing is thrown. What cannot be stored now is stored later; of too much that waits, the newest is dropped.
 */
final class LateEvaluations {

    private static final Logger log = LoggerFactory.getLogger(LateEvaluations.class);
    private static final int AT_ONCE = 1_000;
    private static final int MAX_WAITING = 10_000;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Queue<LateEvaluation> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final LongAdder dropped = new LongAdder();
    private boolean failing;
    private long failedNanos;

    void add(LateEvaluation evaluation) {
        if (count.incrementAndGet() > MAX_WAITING) {
            count.decrementAndGet();
            dropped.increment();
        } else {
            waiting.add(evaluation);
        }
    }

    /** Whether there is something that could be stored now. */
    boolean areWaiting() {
        return !failing && !waiting.isEmpty();
    }

    /** Brings what waits to the store. */
    void write(RecordSink sink, long now) {
        if (waiting.isEmpty() || failing && now - failedNanos < RETRY_NANOS) {
            return;
        }
        try {
            while (!waiting.isEmpty()) {
                List<LateEvaluation> some = new ArrayList<>();
                waiting.stream().limit(AT_ONCE).forEach(some::add);
                sink.evaluated(some);
                some.forEach(written -> waiting.poll());
                count.addAndGet(-some.size());
            }
            failing = false;
        } catch (RejectedRecordException rejection) {
            waiting.poll();
            count.decrementAndGet();
            dropped.increment();
            log.debug("{} refuses what was said of an answer", sink.describe(), rejection);
        } catch (Throwable fault) {
            if (!failing) {
                log.warn(
                        "Tracking cannot store in {} what judges say of answers ({}). Executions are stored as before.",
                        sink.describe(),
                        String.valueOf(fault.getMessage()).lines().findFirst().orElse(""));
            }
            log.debug("Why evaluations cannot be stored", fault);
            failing = true;
            failedNanos = now;
        }
    }

    /** There is no more time. */
    void giveUp(RecordSink sink) {
        long lost = count.getAndSet(0) + dropped.sumThenReset();
        waiting.clear();
        if (lost > 0) {
            try {
                log.warn("Tracking stops with {} evaluations not stored in {}", lost, sink.describe());
            } catch (Throwable unreported) {
                // The store still has to be closed.
            }
        }
    }
}
