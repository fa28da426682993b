// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.LlmReply;
import dev.agenttracking.execution.OpenLlmCall;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * A call that is watched from around a model. Whoever sees it inside that, a model that the first hands it on to or an observation,
 * takes it, so that it stays one call; the next one inside is a call of its own, as when a model tries another after the first.
 *
 * <p><b>Threading</b>: begun by one thread; ended by any.
 */
final class WatchedCall {

    private static final ThreadLocal<@Nullable WatchedCall> HERE = new ThreadLocal<>();

    private final CurrentExecution.Handle place;
    private volatile OpenLlmCall call;
    private volatile Answer answer = new Answer();
    private volatile @Nullable String provider;
    private volatile boolean handedOn;
    private volatile boolean chunked;
    private volatile boolean over;
    private boolean taken;
    private @Nullable WatchedCall outer;

    WatchedCall(OpenLlmCall call, @Nullable String provider) {
        this.place = call.inside();
        this.call = call;
        this.provider = provider;
    }

    /** The one that this thread is making, null where it is in none, or in an execution that began inside. */
    static @Nullable WatchedCall here() {
        WatchedCall watched = HERE.get();
        return watched != null && watched.includesThisThread() ? watched : null;
    }

    /** The one that a subscriber's publisher works for on whichever thread, else the one that this thread is making. */
    static @Nullable WatchedCall of(ContextView subscriber) {
        WatchedCall watched = subscriber.getOrDefault(WatchedCall.class, null);
        return watched != null && watched.includesThisThread() ? watched : here();
    }

    /** A subscriber's context, with this call in it. */
    Context in(Context subscriber) {
        return subscriber.put(CurrentExecution.CONTEXT_KEY, place).put(WatchedCall.class, this);
    }

    /** Puts this thread into it until the scope is closed. */
    CurrentExecution.Scope enter() {
        outer = HERE.get();
        CurrentExecution.Scope scope = CurrentExecution.enterUnobserved(call.inside());
        HERE.set(this);
        return () -> {
            put(outer);
            scope.close();
        };
    }

    /** Where this thread is in it, puts it outside until the scope is closed: for those who read the answer. */
    CurrentExecution.Scope leave(CurrentExecution.Handle outside) {
        CurrentExecution.Scope scope = CurrentExecution.leave(place, outside);
        if (HERE.get() != this) {
            return scope;
        }
        put(outer);
        return () -> {
            put(this);
            scope.close();
        };
    }

    private boolean includesThisThread() {
        return !over && CurrentExecution.isAround(place);
    }

    private static void put(@Nullable WatchedCall watched) {
        if (watched == null) {
            HERE.remove();
        } else {
            HERE.set(watched);
        }
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

    /** Another call inside the same: the one before has no answer that anybody knows of, if it has none by now. */
    void next(OpenLlmCall another) {
        call.answered(LlmReply.NONE);
        answer = new Answer();
        call = another;
    }

    void provider(@Nullable String name) {
        provider = name;
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
        over = true;
        if (!handedOn) {
            call.answered(chunked ? answer.reply(provider) : LlmReply.NONE);
        }
    }

    void answered(@Nullable ChatResponse response) {
        over = true;
        if (!handedOn) {
            call.answered(response == null ? LlmReply.NONE : Answer.of(response, provider));
        }
    }

    void failed(Throwable failure) {
        over = true;
        if (!handedOn) {
            call.failed(failure, soFar());
        }
    }

    void cancelled() {
        over = true;
        if (!handedOn) {
            call.cancelled(soFar());
        }
    }

    LlmReply soFar() {
        return chunked ? answer.reply(provider) : LlmReply.NONE;
    }
}
