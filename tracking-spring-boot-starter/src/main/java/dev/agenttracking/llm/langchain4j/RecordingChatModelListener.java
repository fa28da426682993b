// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.LlmRequest;
import dev.agenttracking.execution.OpenLlmCall;
import dev.langchain4j.model.chat.listener.ChatModelErrorContext;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelRequestContext;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Records the calls of models that are given this as a listener, as LangChain4j's own Boot starters give it to theirs. What it
 * begins goes through the attributes of the call, to whichever thread has the answer.
 *
 * <p><b>Failure</b>: throws nothing. LangChain4j ignores what a listener throws, so that this cannot refuse a call: a call over a
 * budget is refused where the model is a bean, elsewhere it is recorded.
 */
public final class RecordingChatModelListener implements ChatModelListener {

    private static final String CALL = "dev.agenttracking.call";

    private final LangChain4jRecorder recorder;

    /** Makes a listener. */
    public RecordingChatModelListener(LangChain4jRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public void onRequest(ChatModelRequestContext context) {
        guarded("recording a request of LangChain4j", faults -> {
            Map<Object, Object> attributes = context.attributes();
            if (attributes.containsKey(CALL)) {
                return;
            }
            RecordedCall around = RecordedCall.around();
            if (around != null && around.takeAsListener()) {
                if (!isKnown(context, around.begun())) {
                    around.requested(request(context, around.begun()));
                }
                attributes.put(CALL, new Heard(around, null));
                return;
            }
            Heard heard = begin(request(context, null), faults);
            if (heard != null) {
                attributes.put(CALL, heard);
            }
        });
    }

    /** What has a root open keeps it open until the answer is there. */
    private @Nullable Heard begin(LlmRequest request, Faults faults) {
        SharedRoots.Hold hold = recorder.hold(request.operation());
        try (CurrentExecution.Scope root = hold.enter()) {
            OpenLlmCall open = recorder.journal().beginAnyway(request);
            if (open != null) {
                return new Heard(new RecordedCall(open, request, this, faults), hold);
            }
        }
        hold.leave();
        return null;
    }

    @Override
    public void onResponse(ChatModelResponseContext context) {
        guarded("recording an answer of LangChain4j", faults -> {
            if (context.attributes().get(CALL) instanceof Heard heard) {
                heard.call.answered(context.chatResponse());
                heard.ended(null);
            }
        });
    }

    @Override
    public void onError(ChatModelErrorContext context) {
        guarded("recording a failure of LangChain4j", faults -> {
            if (context.attributes().get(CALL) instanceof Heard heard && !heard.call.isOfHandler(context.error())) {
                heard.call.failed(context.error());
                heard.ended(context.error());
            }
        });
    }

    /** The proxy of the model itself has told all; that of one which passes the call on does not know the model. */
    private static boolean isKnown(ChatModelRequestContext context, LlmRequest begun) {
        return Objects.equals(begun.provider(), RequestContent.name(context.modelProvider()))
                && Objects.equals(begun.model(), context.chatRequest().modelName());
    }

    /** Whether an answer comes in pieces is not said to a listener. */
    private static LlmRequest request(ChatModelRequestContext context, @Nullable LlmRequest known) {
        return RequestContent.chat(
                context.chatRequest(),
                context.chatRequest().parameters(),
                context.modelProvider(),
                known != null && known.streaming());
    }

    private void guarded(String doing, Step step) {
        Faults faults = recorder.faults();
        if (faults == null) {
            return;
        }
        try {
            step.with(faults);
        } catch (Throwable fault) {
            faults.swallow(doing, fault);
        }
    }

    /** What a call's attributes carry: a call that this has begun keeps a root open, one that a proxy has does so there. */
    private record Heard(RecordedCall call, SharedRoots.@Nullable Hold hold) {

        private void ended(@Nullable Throwable failure) {
            if (hold != null) {
                hold.ended(failure, false);
            }
        }
    }

    private interface Step {
        void with(Faults faults);
    }
}
