// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.LlmInteraction;
import dev.agenttracking.analytics.ToolInvocation;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;

/** {@code llm}: what went to the models and came back. Comma-separated values leave the content out. */
@Command(name = "llm", description = "Shows what an execution sent to models, and what came back.")
final class LlmCommand extends OneExecutionCommand {

    private static final List<String> COLUMNS = List.of(
            "sequence",
            "operation",
            "stage",
            "provider",
            "requestModel",
            "responseModel",
            "inputTokens",
            "outputTokens",
            "cacheReadTokens",
            "cacheWriteTokens",
            "reasoningTokens",
            "startedAt",
            "latencyMillis",
            "timeToFirstChunkMillis",
            "chunks",
            "finishReason",
            "streaming",
            "cancelled",
            "errorType",
            "errorMessage",
            "costUsd",
            "priceVersion");

    LlmCommand(Shell shell) {
        super(shell);
    }

    @Override
    Answer answer(ExecutionAnalytics analytics, UUID asked, Instant now) {
        List<LlmInteraction> calls =
                analytics.llmInteractions(asked).orElseThrow(() -> CommandFailedException.noExecution(asked));
        List<ToolInvocation> tools = analytics.toolCalls(asked).orElse(List.of());
        return new Answer(calls, new LlmPage(calls, tools).page(shell().terminal()), COLUMNS, calls);
    }
}
