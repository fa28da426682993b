// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.LateEvaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is said of answers after their executions were stored, on its way to the store.
 *
 * <p><b>Threading</b>: any thread may add; the writer's brings it to the store.
 *
 * <p><b>Failure</b>: nothing is thrown. What cannot be stored now is stored later; of too much that waits, the newest is dropped,
 * and what the store refuses is dropped alone. The first of each is logged, all are counted.
 */
final class LateEvaluations {

    private static final Logger log = LoggerFactory.getLogger(LateEvaluations.class);
    private static final int AT_ONCE = 1_000;
    private static final int MAX_WAITING = 10_000;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Queue<LateEvaluation> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final LongAdder dropped = new LongAdder();
    private final AtomicBoolean overflowReported = new AtomicBoolean();
    private boolean refusalReported;
    private volatile boolean failing;
    private long failedNanos;

    void add(LateEvaluation evaluation) {
        if (count.incrementAndGet() > MAX_WAITING) {
            count.decrementAndGet();
            dropped.increment();
            if (overflowReported.compareAndSet(false, true)) {
                log.warn("Tracking drops what judges say of answers: {} wait to be stored", MAX_WAITING);
            }
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
                write(sink, some);
            }
            failing = false;
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

    /** The first ones that wait; one by one where the store refuses any of them. */
    private void write(RecordSink sink, List<LateEvaluation> first) throws Exception {
        try {
            sink.evaluated(first);
        } catch (RejectedRecordException rejection) {
            if (first.size() > 1) {
                for (LateEvaluation evaluation : first) {
                    write(sink, List.of(evaluation));
                }
                return;
            }
            dropped.increment();
            report(sink, first.get(0), rejection);
        }
        first.forEach(done -> waiting.poll());
        count.addAndGet(-first.size());
    }

    private void report(RecordSink sink, LateEvaluation refused, RejectedRecordException rejection) {
        if (!refusalReported) {
            refusalReported = true;
            log.warn(
                    "{} refuses what '{}' says of an answer of execution {} ({}); it is dropped, and so is whatever else it"
                            + " refuses",
                    sink.describe(),
                    refused.name(),
                    refused.executionId(),
                    String.valueOf(rejection.getMessage()).lines().findFirst().orElse(""));
        }
        log.debug("The refusal", rejection);
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
