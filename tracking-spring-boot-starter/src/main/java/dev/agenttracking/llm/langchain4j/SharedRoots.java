// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LlmJournal;
import dev.agenttracking.execution.OpenRoot;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The roots of what is called outside any execution: one for all that belongs together, the rounds of an AI service or the attempts
 * of a model that falls back on another. It ends when the last of them has, as the last one to say so ended.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class SharedRoots {

    private static final CurrentExecution.Scope UNCHANGED = () -> {};

    private final ConcurrentMap<Execution, Shared> roots = new ConcurrentHashMap<>();

    /**
     * Something begins on this thread. Where that is outside any execution, it gets a root.
     *
     * @param method what begins, in a word
     */
    Hold hold(LlmJournal journal, String method) {
        OpenRoot root = journal.beginRootOutside(method);
        if (root != null) {
            CurrentExecution.Handle inside = root.inside();
            Shared shared;
            try (CurrentExecution.Scope scope = CurrentExecution.enter(inside)) {
                Execution execution = CurrentExecution.get();
                if (execution == null) {
                    root.ended(null, false);
                    return new Hold(null, null);
                }
                shared = new Shared(root, execution);
            }
            roots.put(shared.execution, shared);
            return new Hold(shared, inside);
        }
        Execution here = CurrentExecution.get();
        Shared present = here == null ? null : roots.get(here);
        return new Hold(present != null && present.held() ? present : null, null);
    }

    private final class Shared {

        private final OpenRoot root;
        private final Execution execution;
        private int holds = 1;
        private @Nullable Throwable failure;
        private boolean cancelled;

        private Shared(OpenRoot root, Execution execution) {
            this.root = root;
            this.execution = execution;
        }

        private synchronized boolean held() {
            if (holds == 0) {
                return false;
            }
            holds++;
            return true;
        }

        private synchronized void outcome(@Nullable Throwable thrown, boolean givenUp) {
            failure = thrown;
            cancelled = givenUp;
        }

        private void released() {
            Throwable thrown;
            boolean givenUp;
            synchronized (this) {
                if (--holds > 0) {
                    return;
                }
                thrown = failure;
                givenUp = cancelled;
            }
            roots.remove(execution);
            root.ended(thrown, givenUp);
        }
    }

    /** What keeps a root open; released once. Does nothing where there is no such root. */
    static final class Hold {

        private final @Nullable Shared shared;
        private final CurrentExecution.@Nullable Handle inside;
        private boolean released;

        private Hold(@Nullable Shared shared, CurrentExecution.@Nullable Handle inside) {
            this.shared = shared;
            this.inside = inside;
        }

        /** Puts this thread into the root, if it began with this. */
        CurrentExecution.Scope enter() {
            return inside == null ? UNCHANGED : CurrentExecution.enter(inside);
        }

        /** How the root ends, unless something says otherwise later. */
        void outcome(@Nullable Throwable failure, boolean cancelled) {
            if (shared != null) {
                shared.outcome(failure, cancelled);
            }
        }

        /** It has ended. */
        void ended(@Nullable Throwable failure, boolean cancelled) {
            if (shared != null && first()) {
                shared.outcome(failure, cancelled);
                shared.released();
            }
        }

        /** It goes on elsewhere, and how it ends is told there. */
        void leave() {
            if (shared != null && first()) {
                shared.released();
            }
        }

        private synchronized boolean first() {
            boolean first = !released;
            released = true;
            return first;
        }
    }
}
