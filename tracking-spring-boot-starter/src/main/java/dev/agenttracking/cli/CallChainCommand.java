// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.CallChain;
import dev.agenttracking.analytics.ExecutionAnalytics;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;

/** {@code call-chain}: which agent called which. */
@Command(name = "call-chain", description = "Shows which agent called which, in the whole tree of an execution.")
final class CallChainCommand extends OneExecutionCommand {

    private static final List<String> COLUMNS = List.of(
            "executionId",
            "parentExecutionId",
            "depth",
            "sequence",
            "callReason",
            "agentName",
            "agentMethod",
            "status",
            "startedAt",
            "durationMillis",
            "relevanceScore",
            "relevanceReasoning",
            "responseQualityScore",
            "llmModel",
            "llmCalls",
            "llmTokensUsed",
            "llmLatencyMillis",
            "llmCostUsd");

    CallChainCommand(Shell shell) {
        super(shell);
    }

    @Override
    Answer answer(ExecutionAnalytics analytics, UUID asked, Instant now) {
        CallChain chain = analytics.callChain(asked).orElseThrow(() -> CommandFailedException.noExecution(asked));
        Page page = new CallTreePage(chain, asked).page(shell().terminal());
        return new Answer(chain, page, COLUMNS, chain.calls());
    }
}
