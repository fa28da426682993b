// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.execution.Citation;
import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Faults;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.ContentMetadata;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Watches the beans that find documents for a question: what they find is recorded as a source of the execution that the thread is
 * in.
 */
public final class RetrieverAdvisor extends BeanAdvisor {

    private static final long serialVersionUID = 1L;
    private static final CurrentExecution.Scope UNCHANGED = () -> {};
    private static final int MAX_QUOTE_CHARS = 1_000;
    private static final List<String> NAMES = List.of("document_id", "id", "file_name", "url");

    /**
     * Makes an advisor.
     *
     * @param enabled whether anything is watched
     */
    public RetrieverAdvisor(LangChain4jRecorder recorder, boolean enabled) {
        super((MethodInterceptor) invocation -> retrieve(invocation, recorder), enabled);
    }

    @Override
    public boolean matches(Method method, Class<?> targetClass) {
        return "retrieve".equals(method.getName()) && method.getParameterCount() == 1;
    }

    @Override
    boolean isWatched(Class<?> beanClass) {
        return ContentRetriever.class.isAssignableFrom(beanClass);
    }

    @Override
    @Nullable
    String loss(Class<?> userClass) {
        return "The documents that a retriever finds are not recorded";
    }

    private static @Nullable Object retrieve(MethodInvocation invocation, LangChain4jRecorder recorder)
            throws Throwable {
        Faults faults = recorder.faults();
        if (faults == null) {
            return invocation.proceed();
        }
        Object query = invocation.getArguments()[0];
        CurrentExecution.Handle asking = CurrentExecution.capture().isEmpty() ? WatchedAugmentor.asking(query) : null;
        try (CurrentExecution.Scope inside = asking == null ? UNCHANGED : CurrentExecution.enter(asking)) {
            Object found = invocation.proceed();
            cite(found, query, recorder, faults);
            return found;
        }
    }

    private static void cite(
            @Nullable Object found, @Nullable Object query, LangChain4jRecorder recorder, Faults faults) {
        try {
            if (found instanceof List<?> list) {
                List<Citation> documents = new ArrayList<>();
                for (Object one : list) {
                    if (one instanceof Content content) {
                        documents.add(citation(content));
                    }
                }
                recorder.journal()
                        .retrieved(
                                "documents retrieved",
                                Map.of("count", documents.size()),
                                query instanceof Query asked ? asked.text() : null,
                                documents);
            }
        } catch (Throwable fault) {
            faults.swallow("recording what a retriever of LangChain4j found", fault);
        }
    }

    private static Citation citation(Content content) {
        TextSegment segment = content.textSegment();
        String text = segment.text();
        String quote =
                text == null || text.length() <= MAX_QUOTE_CHARS ? text : text.substring(0, MAX_QUOTE_CHARS) + "…";
        Object score = content.metadata().get(ContentMetadata.RERANKED_SCORE);
        if (score == null) {
            score = content.metadata().get(ContentMetadata.SCORE);
        }
        return new Citation(
                "document",
                id(content, segment),
                quote,
                score instanceof Number number ? number.doubleValue() : Double.NaN,
                0);
    }

    private static @Nullable String id(Content content, TextSegment segment) {
        Object id = content.metadata().get(ContentMetadata.EMBEDDING_ID);
        if (id != null) {
            return id.toString();
        }
        for (String name : NAMES) {
            Object value = segment.metadata().toMap().get(name);
            if (value != null) {
                return value.toString();
            }
        }
        return null;
    }
}
