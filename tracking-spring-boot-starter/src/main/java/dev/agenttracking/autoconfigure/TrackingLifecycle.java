// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.RunningRecorders;
import dev.agenttracking.writer.ExecutionWriter;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the writer when all beans are made, and stops it after the web server and the executors have drained but before the
 * DataSource closes. Can be started again, as test contexts that are paused are.
 */
final class TrackingLifecycle implements SmartLifecycle {

    /** Below the phases of web servers and executors: starts before them, stops after them. */
    static final int PHASE = -1_000_000;

    private final ExecutionWriter writer;
    private final ExecutionRecorder recorder;
    private final TrackingStore store;
    private final boolean enabled;

    TrackingLifecycle(ExecutionWriter writer, ExecutionRecorder recorder, TrackingStore store, boolean enabled) {
        this.writer = writer;
        this.recorder = recorder;
        this.store = store;
        this.enabled = enabled;
    }

    @Override
    public void start() {
        if (enabled) {
            writer.start(store.sink(), recorder.openExecutions());
            RunningRecorders.started(recorder);
        }
    }

    @Override
    public void stop() {
        RunningRecorders.stopped(recorder);
        writer.stop();
    }

    @Override
    public boolean isRunning() {
        return writer.isRunning();
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
