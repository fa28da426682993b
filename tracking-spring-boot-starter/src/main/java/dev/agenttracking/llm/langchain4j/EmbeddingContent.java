// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.execution.LlmReply;
import dev.agenttracking.execution.LlmRequest;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What goes to an embedding model: the texts. Of the vectors that come back only what they cost is kept. */
final class EmbeddingContent {

    private static final String UNKNOWN = "unknown";

    private EmbeddingContent() {}

    static @Nullable LlmRequest request(EmbeddingModel model, Object sent) {
        List<Object> input = texts(sent);
        if (input.isEmpty()) {
            return null;
        }
        String name = model.modelName();
        return new LlmRequest(
                LlmRequest.EMBEDDING,
                RequestContent.name(model.provider()),
                UNKNOWN.equals(name) ? null : name,
                false,
                Map.of("input", input));
    }

    static LlmReply reply(@Nullable Object answer, @Nullable String provider) {
        if (answer instanceof EmbeddingResponse response && response.metadata() != null) {
            String model = response.metadata().modelName();
            return reply(
                    UNKNOWN.equals(model) ? null : model, response.metadata().tokenUsage(), provider);
        }
        return answer instanceof Response<?> response ? reply(null, response.tokenUsage(), provider) : LlmReply.NONE;
    }

    private static LlmReply reply(@Nullable String model, @Nullable TokenUsage usage, @Nullable String provider) {
        return new LlmReply(null, null, List.of(), null, model, UsedTokens.of(usage, provider));
    }

    private static List<Object> texts(Object sent) {
        List<Object> texts = new ArrayList<>();
        if (sent instanceof String text) {
            texts.add(text);
        } else if (sent instanceof TextSegment segment) {
            texts.add(segment.text());
        } else if (sent instanceof EmbeddingRequest request) {
            for (EmbeddingInput input : request.inputs()) {
                texts.add(input.text());
            }
        } else if (sent instanceof List<?> segments) {
            for (Object segment : segments) {
                if (segment instanceof TextSegment text) {
                    texts.add(text.text());
                }
            }
        }
        return texts;
    }
}
