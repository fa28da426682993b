// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LlmReply;
import dev.agenttracking.execution.OpenLlmCall;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;

/**
 * A call that is watched from around a model. Whoever sees it inside that, a model that the first hands it on to or an observation,
 * takes it, so that it stays one call; the next one inside is a call of its own, as when a model tries another after the first.
 *
 * <p><b>Threading</b>: begun by one thread; ended by any.
 */
final class WatchedCall {

    private static final ThreadLocal<@Nullable WatchedCall> HERE = new ThreadLocal<>();

    private volatile OpenLlmCall call;
    private volatile Answer answer = new Answer();
    private volatile @Nullable String provider;
    private volatile boolean handedOn;
    private volatile boolean chunked;
    private boolean taken;
    private @Nullable Execution execution;

    WatchedCall(OpenLlmCall call, @Nullable String provider) {
        this.call = call;
        this.provider = provider;
    }

    /** The one that this thread is making, null where it is in none, or in an execution that began inside. */
    static @Nullable WatchedCall here() {
        WatchedCall watched = HERE.get();
        return watched != null && watched.execution == CurrentExecution.get() ? watched : null;
    }

    /** Puts this thread into it until the scope is closed. */
    CurrentExecution.Scope enter() {
        WatchedCall outer = HERE.get();
        CurrentExecution.Scope scope = CurrentExecution.enter(call.inside());
        execution = CurrentExecution.get();
        HERE.set(this);
        return () -> {
            if (outer == null) {
                HERE.remove();
            } else {
                HERE.set(outer);
            }
            scope.close();
        };
    }

    OpenLlmCall call() {
        return call;
    }

    /** Whether nobody inside has taken it before. */
    boolean take() {
        boolean first = !taken;
        taken = true;
        return first;
    }

    /** A model inside watches it itself. */
    void handOn() {
        handedOn = true;
    }

    /** Another call inside the same. */
    void next(OpenLlmCall another) {
        answer = new Answer();
        call = another;
    }

    void provider(@Nullable String name) {
        provider = name;
    }

    /** What threads are in that work for it. */
    CurrentExecution.Handle inside() {
        return call.inside();
    }

    void chunk(ChatResponse piece) {
        if (!handedOn) {
            chunked = true;
            call.chunk();
            answer.add(piece);
        }
    }

    /** All pieces have come. */
    void complete() {
        if (!handedOn) {
            call.answered(chunked ? answer.reply(provider) : LlmReply.NONE);
        }
    }

    void answered(@Nullable ChatResponse response) {
        if (!handedOn) {
            call.answered(response == null ? LlmReply.NONE : Answer.of(response, provider));
        }
    }

    void failed(Throwable failure) {
        if (!handedOn) {
            call.failed(failure, soFar());
        }
    }

    void cancelled() {
        if (!handedOn) {
            call.cancelled(soFar());
        }
    }

    LlmReply soFar() {
        return chunked ? answer.reply(provider) : LlmReply.NONE;
    }
}
