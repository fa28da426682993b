// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.LlmJournal;
import dev.agenttracking.execution.LlmReply;
import dev.agenttracking.execution.LlmRequest;
import dev.agenttracking.execution.OpenLlmCall;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.observation.ChatModelObservationContext;

/** Calls of chat models. Where the model is watched from outside too, that one knows more of a streamed answer, and ends the call. */
public final class ObservedChatModel extends ObservedKind<ChatModelObservationContext> {

    private static final Object KEY = ObservedChatModel.class;

    private final Supplier<LlmJournal> journal;

    /** Makes one; the journal is asked for when the first begins. */
    public ObservedChatModel(Supplier<LlmJournal> journal) {
        super(ChatModelObservationContext.class);
        this.journal = journal;
    }

    @Override
    CurrentExecution.@Nullable Handle began(ChatModelObservationContext context, boolean mayRefuse) {
        String provider = context.getOperationMetadata().provider();
        LlmRequest request = ChatRequests.of(context.getRequest(), null, provider, context.isStreaming())
                .asObserved();
        WatchedCall watched = WatchedCall.here();
        OpenLlmCall call;
        if (watched != null && watched.take()) {
            call = watched.call();
            call.requested(request);
        } else {
            call = mayRefuse ? journal.get().begin(request) : journal.get().beginAnyway(request);
            if (call == null) {
                return null;
            }
            if (watched != null) {
                watched.next(call);
            }
        }
        if (watched != null) {
            watched.provider(provider);
        }
        context.put(KEY, new Observed(call, watched));
        return call.inside();
    }

    @Override
    void failed(ChatModelObservationContext context, Throwable failure) {
        Observed observed = context.get(KEY);
        if (observed != null) {
            observed.call.failed(failure, observed.watched == null ? LlmReply.NONE : observed.watched.soFar());
        }
    }

    @Override
    void ended(ChatModelObservationContext context) {
        Observed observed = context.get(KEY);
        if (observed == null || observed.call.hasEnded()) {
            return;
        }
        ChatResponse response = context.getResponse();
        if (response != null) {
            observed.call.answered(
                    Answer.of(response, context.getOperationMetadata().provider()));
        } else if (observed.watched != null) {
            // Whoever watches from around gets the answer, though it is not told here.
            return;
        } else if (context.isStreaming()) {
            observed.call.cancelled(LlmReply.NONE);
        } else {
            observed.call.answered(LlmReply.UNKNOWN);
        }
    }

    private record Observed(OpenLlmCall call, @Nullable WatchedCall watched) {}
}
