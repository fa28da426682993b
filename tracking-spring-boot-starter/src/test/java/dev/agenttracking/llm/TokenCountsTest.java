// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.execution.LlmCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCountsTest {

    /** What providers report, and what is recorded: input with cache reads and without cache writes, output with reasoning. */
    @ParameterizedTest
    @CsvSource({
        // provider, input, output, total, read, write, reasoning -> input, output, read, write, reasoning
        "openai,                     2006, 300, 2306, 1920, , 100,   2006, 300, 1920, 0, 100",
        "OPEN_AI,                    2006, 300, 2306, 1920, , 100,   2006, 300, 1920, 0, 100",
        "openai,                     5000, 300, 5300, 0, 3207, 100,  1793, 300, 0, 3207, 100",
        "AZURE_OPEN_AI,              2006, 300, 2306, 1920, , ,      2006, 300, 1920, 0, 0",
        "MICROSOFT_FOUNDRY,          2006, 300, 2306, 1920, , ,      2006, 300, 1920, 0, 0",
        "deepseek,                   100, 50, 150, 64, , 40,         100, 50, 64, 0, 40",
        "groq,                       100, 50, 150, 64, , 40,         100, 50, 64, 0, 40",
        "mistral_ai,                 100, 50, 150, 64, , ,           100, 50, 64, 0, 0",
        "MISTRAL_AI,                 100, 50, 150, , , ,             100, 50, 0, 0, 0",
        "anthropic,                  21, 393, 414, 188086, 1000, ,   188107, 393, 188086, 1000, 0",
        "ANTHROPIC,                  21, 393, , 188086, 1000, 90,    188107, 393, 188086, 1000, 90",
        "GOOGLE_VERTEX_AI_ANTHROPIC, 21, 393, , 188086, , ,          188107, 393, 188086, 0, 0",
        "bedrock_converse,           10, 20, 1530, 1000, 500, ,      1010, 20, 1000, 500, 0",
        "AMAZON_BEDROCK,             10, 20, , 1000, 500, ,          1010, 20, 1000, 500, 0",
        "google_genai,               1000, 50, 1350, 800, , 300,     1000, 350, 800, 0, 300",
        "GOOGLE_AI_GEMINI,           1000, 50, 1350, 800, , 300,     1000, 350, 800, 0, 300",
        "vertex_ai,                  1000, 50, , 800, , 300,         1000, 350, 800, 0, 300",
        "GOOGLE_GENAI,               1000, 50, 1350, , , ,           1000, 350, 0, 0, 300",
        "google_genai,               1000, 350, 1350, 800, , 300,    1000, 350, 800, 0, 300",
        "google_genai,               1000, 50, 1390, , , 300,        1000, 350, 0, 0, 300",
        "ollama,                     26, 298, 324, , , ,             26, 298, 0, 0, 0",
        "openai,                     758, 102, 1725, , , ,           758, 967, 0, 0, 865",
        "someone,                    100, 50, , 64, , 10,            100, 50, 64, 0, 10",
        "someone,                    20, 5, , 64, , 10,              84, 15, 64, 0, 10",
        ",                           100, 50, 150, 64, , ,           100, 50, 64, 0, 0",
    })
    void readsEachProvidersCounts(
            String provider,
            Long input,
            Long output,
            Long total,
            Long read,
            Long write,
            Long reasoning,
            long recordedInput,
            long recordedOutput,
            long recordedRead,
            long recordedWrite,
            long recordedReasoning) {
        assertThat(new TokenCounts(input, output, total, read, write, reasoning).usage(provider))
                .isEqualTo(new LlmCall.Usage(
                        recordedInput, recordedOutput, recordedRead, recordedWrite, recordedReasoning));
    }

    @Test
    void knowsNothingWhereNothingIsSaid() {
        assertThat(TokenCounts.of(null, null).usage("openai")).isNull();
        assertThat(new TokenCounts(0, 0, 0, null, null, null).usage("openai")).isNull();
        assertThat(TokenCounts.of(-1, -5).usage("openai")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"openai", "anthropic", "google_genai", "ollama", "someone"})
    void makesNoAbsurdRowsOfAbsurdCounts(String provider) {
        long[] odd = {-7, 0, 1, 100, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE};
        for (long input : odd) {
            for (long output : odd) {
                for (long cache : odd) {
                    for (long rest : odd) {
                        LlmCall.Usage usage = new TokenCounts(input, output, rest, cache, rest, cache).usage(provider);
                        if (usage != null) {
                            assertThat(usage.input()).isBetween(0L, TokenCounts.MAX);
                            assertThat(usage.output()).isBetween(0L, TokenCounts.MAX);
                            assertThat(usage.cacheRead()).isBetween(0L, usage.input());
                            assertThat(usage.reasoning()).isBetween(0L, usage.output());
                            assertThat(usage.cacheWrite()).isBetween(0L, TokenCounts.MAX);
                            assertThat(usage.total()).isNotNegative();
                        }
                    }
                }
            }
        }
    }
}
