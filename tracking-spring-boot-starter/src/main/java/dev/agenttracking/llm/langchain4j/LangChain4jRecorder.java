// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.LlmJournal;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What all of this package that belongs to one context shares: its recorder, and the roots of what is called outside any execution.
 *
 * <p><b>Threading</b>: thread-safe.
 */
public final class LangChain4jRecorder {

    private final Supplier<ExecutionRecorder> recorder;
    private final SharedRoots roots = new SharedRoots();

    /**
     * Makes one.
     *
     * @param recorder asked at the first call
     */
    public LangChain4jRecorder(Supplier<ExecutionRecorder> recorder) {
        this.recorder = recorder;
    }

    LlmJournal journal() {
        return recorder.get().llm();
    }

    SharedRoots.Hold hold(String method) {
        return roots.hold(journal(), method);
    }

    /** Null where there is no recorder, as in a context that failed to start: then nothing is recorded either. */
    @Nullable
    Faults faults() {
        try {
            return recorder.get().faults();
        } catch (Throwable unavailable) {
            return null;
        }
    }
}
