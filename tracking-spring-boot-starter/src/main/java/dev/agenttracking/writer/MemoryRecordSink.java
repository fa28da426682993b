// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.Execution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Keeps the newest executions in memory: for development without a database, and where the application has none that fits.
 *
 * <p><b>Threading</b>: written by the writer's thread, read by any.
 */
public final class MemoryRecordSink implements RecordSink {

    private final Map<UUID, Execution> newest;

    /**
     * Makes a store that forgets the oldest.
     *
     * @param capacity how many executions it keeps
     */
    public MemoryRecordSink(int capacity) {
        this.newest = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<UUID, Execution> eldest) {
                return size() > capacity;
            }
        };
    }

    @Override
    public void write(RecordBatch batch) {
        synchronized (newest) {
            for (Execution execution : batch.executions()) {
                newest.put(execution.id(), execution);
            }
        }
    }

    /** What it keeps, oldest first. */
    public List<Execution> executions() {
        synchronized (newest) {
            return new ArrayList<>(newest.values());
        }
    }

    @Override
    public String describe() {
        return "memory";
    }
}
