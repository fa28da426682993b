// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.testing;

import static org.awaitility.Awaitility.await;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LogEntry;
import dev.agenttracking.execution.StageRun;
import dev.agenttracking.execution.TransactionEnd;
import dev.agenttracking.writer.RecordBatch;
import dev.agenttracking.writer.RecordSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A store that a test reads. */
public final class CollectingSink implements RecordSink {

    private final List<Execution> stored = new CopyOnWriteArrayList<>();
    private final Map<UUID, TransactionEnd> notes = new ConcurrentHashMap<>();

    @Override
    public void write(RecordBatch batch) {
        batch.executions().stream().filter(Execution::hasEnded).forEach(stored::add);
    }

    @Override
    public void note(Map<UUID, TransactionEnd> transactions) {
        notes.putAll(transactions);
    }

    @Override
    public String describe() {
        return "a test";
    }

    /** Waits until so many have ended; then there must be no more. In the order of their ends. */
    public List<Execution> executions(int count) {
        await().until(() -> stored.size() >= count);
        if (stored.size() > count) {
            throw new AssertionError("more than " + count + ": " + names());
        }
        return List.copyOf(stored);
    }

    /** Forgets those that have been stored so far. */
    public void clear() {
        stored.clear();
    }

    /** Those that have been stored so far. */
    public List<Execution> all() {
        return List.copyOf(stored);
    }

    /** What was said of the transactions of those that had been stored before. */
    public Map<UUID, TransactionEnd> notes() {
        return notes;
    }

    public List<String> names() {
        return stored.stream().map(execution -> execution.method().toString()).toList();
    }

    public static List<String> stages(Execution execution) {
        List<String> names = new ArrayList<>();
        for (LogEntry entry = execution.firstEntry(); entry != null; entry = entry.next()) {
            if (entry instanceof StageRun run) {
                names.add(run.stage().stageName());
            }
        }
        return names;
    }
}
