// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.llm.TokenCounts;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.metadata.Usage;

/** What the pieces of an answer say that was used: of each count, what was said last that is not zero. */
final class UsageOfPieces {

    private long input;
    private long output;
    private long total;
    private long cacheRead;
    private long cacheWrite;
    private long reasoning;

    void add(@Nullable Usage usage) {
        if (usage == null) {
            return;
        }
        input = last(usage.getPromptTokens(), input);
        output = last(usage.getCompletionTokens(), output);
        total = last(usage.getTotalTokens(), total);
        cacheRead = last(usage.getCacheReadInputTokens(), cacheRead);
        cacheWrite = last(usage.getCacheWriteInputTokens(), cacheWrite);
        reasoning = last(NativeUsage.reasoningTokens(usage.getNativeUsage()), reasoning);
    }

    /** In the meaning of the records, null where nothing was said. */
    LlmCall.@Nullable Usage normalised(@Nullable String provider) {
        return new TokenCounts(input, output, total, cacheRead, cacheWrite, reasoning).usage(provider);
    }

    private static long last(@Nullable Number said, long before) {
        return said == null || said.longValue() <= 0 ? before : said.longValue();
    }
}
