// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

import dev.agenttracking.execution.Citation;
import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.LlmJournal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.document.Document;
import org.springframework.ai.vectorstore.observation.VectorStoreObservationContext;

/** Queries of vector stores: an event, and a citation for each document found. */
public final class ObservedVectorStore extends ObservedKind<VectorStoreObservationContext> {

    private static final int MAX_QUOTE_CHARS = 1_000;
    private static final Object KEY = ObservedVectorStore.class;

    private final Supplier<LlmJournal> journal;

    /** Makes one; the journal is asked for when the first ends. */
    public ObservedVectorStore(Supplier<LlmJournal> journal) {
        super(VectorStoreObservationContext.class);
        this.journal = journal;
    }

    @Override
    CurrentExecution.@Nullable Handle began(VectorStoreObservationContext context, boolean mayRefuse) {
        context.put(KEY, System.nanoTime());
        return null;
    }

    @SuppressWarnings("try") // closed, that is all
    @Override
    void ended(VectorStoreObservationContext context) {
        CurrentExecution.Handle place = Places.kept(context);
        if (place == null || !"query".equals(context.getOperationName())) {
            return;
        }
        List<Document> found = context.getQueryResponse() == null ? List.of() : context.getQueryResponse();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("operation", context.getOperationName());
        data.put("store", context.getDatabaseSystem());
        data.put("documents", found.size());
        Long began = context.get(KEY);
        if (began != null) {
            data.put("duration_ms", (System.nanoTime() - began) / 1_000 / 1_000.0);
        }
        List<Citation> citations = new ArrayList<>();
        for (Document document : found) {
            String text = document.getText();
            Double score = document.getScore();
            citations.add(new Citation(
                    "document",
                    document.getId(),
                    text == null ? null : ChatRequests.cut(text, MAX_QUOTE_CHARS),
                    score == null ? Double.NaN : score,
                    0));
        }
        String query = context.getQueryRequest() == null
                ? null
                : context.getQueryRequest().getQuery();
        try (CurrentExecution.Scope scope = CurrentExecution.enterUnobserved(place)) {
            journal.get().retrieved("vector store queried", data, query, citations);
        }
    }
}
