// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.TransactionEnd;
import dev.agenttracking.execution.TransactionOutcome;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is still to be said in rows that were stored while the transactions of their executions went on. Where such a transaction
 * ends before the row is made, the row says it, and nothing is noted here.
 *
 * <p><b>Threading</b>: {@link #follow} and {@link #areWaiting} by any thread, all else by one; the ends of transactions come from any.
 *
 * <p><b>Failure</b>: nothing is thrown. What cannot be said now is said later, and keeps no execution from being stored.
 */
final class TransactionNotes {

    private static final Logger log = LoggerFactory.getLogger(TransactionNotes.class);
    private static final int AT_ONCE = 1_000;

    private static final int MAX_WAITING = 10_000;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Map<UUID, TransactionEnd> waiting = new ConcurrentHashMap<>();
    private final LongAdder unsaid = new LongAdder();
    private volatile boolean failing;
    private long failedNanos;

    /** Whether a row that is made now may not say how the execution's transaction ends. */
    static boolean isUndecided(Execution execution) {
        TransactionOutcome transaction = execution.transaction();
        return transaction != null && transaction.end() == null;
    }

    /** Waits for the end of the transaction of an execution that has been stored. */
    void follow(Execution stored) {
        TransactionOutcome transaction = stored.transaction();
        if (transaction != null) {
            UUID id = stored.id();
            transaction.whenNotCommitted(end -> {
                if (waiting.size() < MAX_WAITING) {
                    waiting.put(id, end);
                } else {
                    unsaid.increment();
                }
            });
        }
    }

    /** Whether there is something that could be said now. */
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
                Map<UUID, TransactionEnd> some = new HashMap<>();
                waiting.entrySet().stream().limit(AT_ONCE).forEach(note -> some.put(note.getKey(), note.getValue()));
                sink.note(some);
                some.forEach(waiting::remove);
            }
            failing = false;
        } catch (Throwable fault) {
            report(sink, fault);
            failing = true;
            failedNanos = now;
        }
    }

    /** There is no more time. */
    void giveUp(RecordSink sink) {
        long lost = waiting.size() + unsaid.sumThenReset();
        waiting.clear();
        if (lost > 0) {
            try {
                log.warn(
                        "Tracking stops before {} learns of {} executions whose transactions were not committed",
                        sink.describe(),
                        lost);
            } catch (Throwable unreported) {
                // The store still has to be closed.
            }
        }
    }

    private void report(RecordSink sink, Throwable fault) {
        if (!failing) {
            log.warn(
                    "Tracking cannot note in {} which transactions were not committed ({}). Executions are stored as before.",
                    sink.describe(),
                    String.valueOf(fault.getMessage()).lines().findFirst().orElse(""));
        }
        log.debug("Why transactions cannot be noted", fault);
    }
}
