// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.execution.LlmCall;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.TokenUsage;
import org.junit.jupiter.api.Test;

/** Providers' own kinds of usage: OpenAI's as it is, others with the names that their modules use. */
class UsedTokensTest {

    @Test
    void saysNothingWhereTheProviderDoesNot() {
        assertThat(UsedTokens.of(null, "openai")).isNull();
        assertThat(UsedTokens.of(new TokenUsage(), "openai")).isNull();
    }

    @Test
    void takesOpenAisCachedAndReasoningTokensForParts() {
        TokenUsage usage = OpenAiTokenUsage.builder()
                .inputTokenCount(100)
                .inputTokensDetails(OpenAiTokenUsage.InputTokensDetails.builder()
                        .cachedTokens(64)
                        .build())
                .outputTokenCount(50)
                .outputTokensDetails(OpenAiTokenUsage.OutputTokensDetails.builder()
                        .reasoningTokens(30)
                        .build())
                .totalTokenCount(150)
                .build();
        assertThat(UsedTokens.of(usage, "openai")).isEqualTo(new LlmCall.Usage(100, 50, 64, 0, 30));
    }

    @Test
    void addsWhatAnthropicReadsFromItsCacheToTheInputAndNotWhatItWrites() {
        assertThat(UsedTokens.of(new Anthropic(), "anthropic")).isEqualTo(new LlmCall.Usage(110, 5, 100, 40, 0));
        assertThat(UsedTokens.of(new Bedrock(), "amazon_bedrock")).isEqualTo(new LlmCall.Usage(110, 5, 100, 40, 0));
    }

    @Test
    void addsGeminisThoughtsToTheOutputThatLeavesThemOut() {
        assertThat(UsedTokens.of(new Gemini(10, 5, 35), "google_ai_gemini"))
                .isEqualTo(new LlmCall.Usage(10, 25, 4, 0, 20));
        assertThat(UsedTokens.of(new Gemini(10, 25, 35), "google_ai_gemini"))
                .isEqualTo(new LlmCall.Usage(10, 25, 4, 0, 20));
    }

    @Test
    void readsTheTotalsOfAnUnknownKind() {
        assertThat(UsedTokens.of(new TokenUsage(3, 4) {}, null)).isEqualTo(new LlmCall.Usage(3, 4, 0, 0, 0));
    }

    static final class Anthropic extends TokenUsage {

        Anthropic() {
            super(10, 5);
        }

        public Integer cacheReadInputTokens() {
            return 100;
        }

        public Integer cacheCreationInputTokens() {
            return 40;
        }
    }

    static final class Bedrock extends TokenUsage {

        Bedrock() {
            super(10, 5);
        }

        public Integer cacheReadInputTokens() {
            return 100;
        }

        public Integer cacheWriteInputTokens() {
            return 40;
        }
    }

    static final class Gemini extends TokenUsage {

        Gemini(int input, int output, int total) {
            super(input, output, total);
        }

        public Integer cachedContentTokenCount() {
            return 4;
        }

        public Integer thoughtsTokenCount() {
            return 20;
        }
    }
}
