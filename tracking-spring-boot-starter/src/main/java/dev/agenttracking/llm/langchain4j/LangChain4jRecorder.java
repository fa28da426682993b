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

    /** One for all contexts: an AI service's parts, which belong to none, take part in the roots of its bean. */
    private static final SharedRoots ROOTS = new SharedRoots();

    private final Supplier<ExecutionRecorder> recorder;

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
        return ROOTS.hold(journal(), method);
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
