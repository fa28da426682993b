// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The recorders of the contexts that run in this JVM, for calls on objects that belong to no context.
 *
 * <p><b>Threading</b>: thread-safe.
 */
public final class RunningRecorders {

    private static final List<ExecutionRecorder> RUNNING = new CopyOnWriteArrayList<>();
    private static volatile @Nullable ExecutionRecorder last;

    private RunningRecorders() {}

    /** A context has started. */
    public static synchronized void started(ExecutionRecorder recorder) {
        RUNNING.remove(recorder);
        RUNNING.add(recorder);
        last = recorder;
    }

    /** A context has stopped. */
    public static synchronized void stopped(ExecutionRecorder recorder) {
        RUNNING.remove(recorder);
        last = RUNNING.isEmpty() ? null : RUNNING.get(RUNNING.size() - 1);
    }

    /** That of the execution that this thread is in; outside of any, that of the context that started last; null where none runs. */
    public static @Nullable ExecutionRecorder current() {
        ExecutionRecorder started = last;
        if (started == null) {
            return null;
        }
        Execution caller = ThreadSlot.current().execution;
        return caller == null ? started : caller.recorder();
    }
}
