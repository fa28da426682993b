// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Internal: the tracker of an application whose tracking is off, so that code that uses one runs all the same. */
public final class NoOpTracker implements ExecutionTracker {

    private static final OpenExecution NOTHING = new OpenExecution() {
        @Override
        public TrackedExecution execution() {
            return TrackedExecution.NONE;
        }

        @Override
        public void failed(Throwable failure) {
            // Nothing is recorded.
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    };

    @Override
    public <T extends @Nullable Object> T track(ExecutionSpec spec, Callable<T> body) throws Exception {
        return body.call();
    }

    @Override
    public void decision(Decision decision) {
        // Nothing is recorded.
    }

    @Override
    public OpenExecution open(ExecutionSpec spec) {
        return NOTHING;
    }
}
