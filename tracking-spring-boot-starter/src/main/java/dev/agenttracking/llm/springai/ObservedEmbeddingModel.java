// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.LlmJournal;
import dev.agenttracking.execution.LlmReply;
import dev.agenttracking.execution.LlmRequest;
import dev.agenttracking.execution.OpenLlmCall;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.observation.EmbeddingModelObservationContext;

/** Calls of embedding models: what they used, not their vectors. */
public final class ObservedEmbeddingModel extends ObservedKind<EmbeddingModelObservationContext> {

    private static final Object KEY = ObservedEmbeddingModel.class;

    private final Supplier<LlmJournal> journal;

    /** Makes one; the journal is asked for when the first begins. */
    public ObservedEmbeddingModel(Supplier<LlmJournal> journal) {
        super(EmbeddingModelObservationContext.class);
        this.journal = journal;
    }

    @Override
    CurrentExecution.@Nullable Handle began(EmbeddingModelObservationContext context, boolean mayRefuse) {
        LlmRequest request = ChatRequests.of(
                        context.getRequest(), context.getOperationMetadata().provider())
                .asObserved();
        OpenLlmCall call =
                mayRefuse ? journal.get().begin(request) : journal.get().beginAnyway(request);
        if (call == null) {
            return null;
        }
        context.put(KEY, call);
        return call.inside();
    }

    @Override
    void failed(EmbeddingModelObservationContext context, Throwable failure) {
        OpenLlmCall call = context.get(KEY);
        if (call != null) {
            call.failed(failure, LlmReply.NONE);
        }
    }

    @Override
    void ended(EmbeddingModelObservationContext context) {
        OpenLlmCall call = context.get(KEY);
        if (call == null || call.hasEnded()) {
            return;
        }
        EmbeddingResponse response = context.getResponse();
        if (response == null || response.getMetadata() == null) {
            call.answered(LlmReply.NONE);
            return;
        }
        UsageOfPieces usage = new UsageOfPieces();
        usage.add(response.getMetadata().getUsage());
        String model = response.getMetadata().getModel();
        call.answered(new LlmReply(
                null,
                null,
                List.of(),
                null,
                model == null || model.isEmpty() ? null : model,
                usage.normalised(context.getOperationMetadata().provider())));
    }
}
