// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a writer knows beyond the life of its thread.
 *
 * @param runningRows rows of executions that take long
 * @param notes what is to be said of rows whose transactions go on
 * @param evaluations what is said of answers that were stored
 * @param flushes who waits for what has ended to be stored
 */
record WriterMemory(
        Map<UUID, RunningRow> runningRows, TransactionNotes notes, LateEvaluations evaluations, FlushRequests flushes) {

    WriterMemory() {
        this(new ConcurrentHashMap<>(), new TransactionNotes(), new LateEvaluations(), new FlushRequests());
    }
}
