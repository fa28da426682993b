// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.LlmReply;
import dev.agenttracking.execution.LlmRequest;
import dev.agenttracking.execution.OpenLlmCall;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import org.jspecify.annotations.Nullable;

/**
 * A call of a model under way, as a bean's proxy sees it, or a listener of the model, or both; and as a model sees it that only
 * passes it on to another. The one that is called first begins it, the one that is nearest to the provider takes it over: so that
 * it is one call, and the next one that it makes is another.
 *
 * <p><b>Threading</b>: thread-safe. What {@link #around()} returns is of the thread that calls it, for as long as it is inside the
 * model; nothing of it stays on the thread.
 *
 * <p><b>Failure</b>: throws nothing.
 */
final class RecordedCall {

    private static final ThreadLocal<@Nullable RecordedCall> AROUND = new ThreadLocal<>();

    private final OpenLlmCall open;
    private final LlmRequest begun;
    private final Faults faults;
    private final PartialReply partial = new PartialReply();
    private Object nearest;
    private boolean takenByModel;
    private boolean takenByListener;
    private boolean somethingCame;
    private volatile @Nullable String provider;
    private volatile @Nullable Throwable ofHandler;

    RecordedCall(OpenLlmCall open, LlmRequest begun, Object nearest, Faults faults) {
        this.open = open;
        this.begun = begun;
        this.provider = begun.provider();
        this.nearest = nearest;
        this.faults = faults;
    }

    /** The call that this thread is in the middle of sending; null where it is in none. */
    static @Nullable RecordedCall around() {
        return AROUND.get();
    }

    /** Puts this thread in the middle of sending a call, or of none, until the scope is closed. */
    static CurrentExecution.Scope enter(@Nullable RecordedCall call) {
        RecordedCall outer = AROUND.get();
        put(call);
        return () -> put(outer);
    }

    /**
     * A model is called in the middle of this call: it is the one that makes it, if it is the first.
     *
     * @param who watches the pieces of the answer from now on
     */
    synchronized boolean takeAsModel(LlmRequest request, Object who) {
        if (takenByModel || open.hasEnded() || !begun.operation().equals(request.operation())) {
            return false;
        }
        takenByModel = true;
        takenByListener = false;
        nearest = who;
        requested(request);
        return true;
    }

    /** A listener of the model hears of it: the first one is told of this call. */
    synchronized boolean takeAsListener() {
        if (takenByListener || open.hasEnded()) {
            return false;
        }
        takenByListener = true;
        return true;
    }

    /** What was known of the request when it began. */
    LlmRequest begun() {
        return begun;
    }

    /** The request as the model sends it. */
    void requested(LlmRequest request) {
        if (request.provider() != null) {
            provider = request.provider();
        }
        open.requested(request);
    }

    /** What a thread is in that works for it. */
    CurrentExecution.Handle inside() {
        return open.inside();
    }

    /** A piece of the answer has come, as this watcher sees it. */
    void piece(Object who) {
        synchronized (this) {
            if (who != nearest) {
                return;
            }
            somethingCame = true;
        }
        open.chunk();
    }

    void text(Object who, String piece) {
        if (isNearest(who)) {
            partial.text(piece);
        }
    }

    void thinking(Object who, String piece) {
        if (isNearest(who)) {
            partial.thinking(piece);
        }
    }

    void tool(Object who, ToolExecutionRequest request) {
        if (isNearest(who)) {
            partial.tool(request);
        }
    }

    /** The application's own handler has thrown this: which says nothing of the model. */
    void handlerFailed(Throwable failure) {
        ofHandler = failure;
    }

    boolean isOfHandler(Throwable failure) {
        return failure == ofHandler;
    }

    void answered(@Nullable ChatResponse response) {
        LlmReply reply = LlmReply.NONE;
        try {
            reply = ReplyContent.of(response, provider);
        } catch (Throwable fault) {
            faults.swallow("reading the answer of a model of LangChain4j", fault);
        }
        open.answered(reply);
    }

    void answered(LlmReply reply) {
        open.answered(reply);
    }

    /** Who answers, as far as is known. */
    @Nullable
    String provider() {
        return provider;
    }

    /** All has come, and nothing says so but that no more comes. */
    void answeredInPieces() {
        open.answered(received());
    }

    void failed(Throwable failure) {
        open.failed(failure, received());
    }

    void cancelled() {
        open.cancelled(received());
    }

    private LlmReply received() {
        synchronized (this) {
            if (!somethingCame) {
                return LlmReply.NONE;
            }
        }
        return partial.reply();
    }

    private synchronized boolean isNearest(Object who) {
        return who == nearest;
    }

    private static void put(@Nullable RecordedCall call) {
        if (call == null) {
            AROUND.remove();
        } else {
            AROUND.set(call);
        }
    }
}
