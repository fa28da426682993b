// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.TransactionEnd;
import dev.agenttracking.execution.TransactionOutcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is still to be said in rows that were stored while the transactions of their executions went on. Where such a transaction
 * ends before the row is made, the row says it, and nothing is noted here.
 *
 * <p><b>Threading</b>: thread-safe; all but {@link #areWaiting()} is called by the writer's thread, the ends come from any.
 */
final class TransactionNotes {

    private static final Logger log = LoggerFactory.getLogger(TransactionNotes.class);
    private static final int AT_ONCE = 1_000;

    private final Map<UUID, TransactionEnd> waiting = new ConcurrentHashMap<>();

    /** Those whose rows, if they are made now, may not say how their transaction ends. */
    static List<Execution> undecided(List<Execution> executions) {
        return executions.stream()
                .filter(execution -> execution.transaction() != null
                        && execution.transaction().end() == null)
                .toList();
    }

    /** Waits for the end of the transaction of an execution that has been stored. */
    void follow(Execution stored) {
        TransactionOutcome transaction = stored.transaction();
        if (transaction != null) {
            UUID id = stored.id();
            transaction.whenNotCommitted(end -> waiting.put(id, end));
        }
    }

    boolean areWaiting() {
        return !waiting.isEmpty();
    }

    /** Brings what waits to the store. On an exception it goes on waiting. */
    void write(RecordSink sink) throws Exception {
        while (!waiting.isEmpty()) {
            Map<UUID, TransactionEnd> some = new HashMap<>();
            waiting.entrySet().stream().limit(AT_ONCE).forEach(note -> some.put(note.getKey(), note.getValue()));
            sink.note(some);
            some.forEach(waiting::remove);
        }
    }

    /** There is no more time. */
    void giveUp(RecordSink sink) {
        if (!waiting.isEmpty()) {
            log.warn(
                    "Tracking stops before {} learns of {} executions whose transactions were not committed",
                    sink.describe(),
                    waiting.size());
            waiting.clear();
        }
    }
}
