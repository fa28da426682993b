// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.ExecutionJournal;
import dev.agenttracking.execution.Faults;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.ContentMetadata;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import java.lang.reflect.Method;
import java.util.List;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;

/**
 * Watches the beans that find documents for a question: what they find is recorded as a source of the execution that the thread is
 * in.
 */
public final class RetrieverAdvisor extends BeanAdvisor {

    private static final long serialVersionUID = 1L;
    private static final int MAX_QUOTE_CHARS = 1_000;
    private static final List<String> NAMES = List.of("document_id", "id", "file_name", "url");

    /**
     * Makes an advisor.
     *
     * @param enabled whether anything is watched
     */
    public RetrieverAdvisor(LangChain4jRecorder recorder, boolean enabled) {
        super(
                (MethodInterceptor) invocation -> {
                    Object found = invocation.proceed();
                    Faults faults = recorder.faults();
                    if (faults != null) {
                        cite(found, faults);
                    }
                    return found;
                },
                enabled);
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

    private static void cite(@Nullable Object found, Faults faults) {
        try {
            Execution execution = CurrentExecution.recorded();
            if (execution != null && found instanceof List<?> list) {
                for (Object one : list) {
                    if (one instanceof Content content) {
                        cite(execution, content);
                    }
                }
            }
        } catch (Throwable fault) {
            faults.swallow("recording what a retriever of LangChain4j found", fault);
        }
    }

    private static void cite(Execution execution, Content content) {
        TextSegment segment = content.textSegment();
        String text = segment.text();
        String quote = text == null || text.length() <= MAX_QUOTE_CHARS ? text : text.substring(0, MAX_QUOTE_CHARS);
        Object score = content.metadata().get(ContentMetadata.RERANKED_SCORE);
        if (score == null) {
            score = content.metadata().get(ContentMetadata.SCORE);
        }
        ExecutionJournal.cite(
                execution,
                "document",
                id(content, segment),
                quote,
                score instanceof Number number ? number.doubleValue() : Double.NaN);
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
