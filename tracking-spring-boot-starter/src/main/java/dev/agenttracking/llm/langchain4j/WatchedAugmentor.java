// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.execution.CurrentExecution;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.rag.AugmentationRequest;
import dev.langchain4j.rag.AugmentationResult;
import dev.langchain4j.rag.RetrievalAugmentor;
import dev.langchain4j.rag.query.Query;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * An AI service's augmentor. It may ask several retrievers at once, on threads of its own, and has no say in what those are in: so
 * that a retriever that is asked on one finds the execution of its question here.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class WatchedAugmentor implements RetrievalAugmentor {

    private static final ConcurrentMap<UUID, CurrentExecution.Handle> ASKING = new ConcurrentHashMap<>();

    private final RetrievalAugmentor augmentor;

    WatchedAugmentor(RetrievalAugmentor augmentor) {
        this.augmentor = augmentor;
    }

    @Override
    public AugmentationResult augment(AugmentationRequest request) {
        UUID id = idOf(request.metadata() == null ? null : request.metadata().invocationContext());
        CurrentExecution.Handle here = CurrentExecution.capture();
        if (id == null || here.isEmpty() || ASKING.putIfAbsent(id, here) != null) {
            return augmentor.augment(request);
        }
        try {
            return augmentor.augment(request);
        } finally {
            ASKING.remove(id);
        }
    }

    /** What a thread that is in no execution works for while it answers a query; null where that is not known. */
    static CurrentExecution.@Nullable Handle asking(@Nullable Object query) {
        if (!(query instanceof Query asked) || asked.metadata() == null || ASKING.isEmpty()) {
            return null;
        }
        UUID id = idOf(asked.metadata().invocationContext());
        return id == null ? null : ASKING.get(id);
    }

    private static @Nullable UUID idOf(@Nullable InvocationContext context) {
        return context == null ? null : context.invocationId();
    }
}
