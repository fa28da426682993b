// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.CallChain;
import dev.agenttracking.annotation.ExecutionStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tree of calls in a few lines, for programs that show what they have just done. */
public final class CallChainLines {

    private static final int MAX_INDENTS = 12;

    private CallChainLines() {}

    /** A line for each execution: how it ended, how good its answer was and what its models cost; then what all of them used. */
    public static List<String> of(CallChain chain) {
        List<String> lines = new ArrayList<>();
        for (CallChain.Call call : chain.calls()) {
            lines.add("  ".repeat(Math.min(call.depth(), MAX_INDENTS)) + line(call));
        }
        lines.add(totals(chain));
        return lines;
    }

    static String totals(CallChain chain) {
        boolean isComplete = chain.calls().stream()
                .allMatch(call -> call.llm() == null
                        || call.llm().calls() == 0
                        || call.llm().costUsd() != null);
        return LlmCallLine.totals(chain.llmTotals(), isComplete);
    }

    static String line(CallChain.Call call) {
        ExecutionStatus status = call.status();
        if (call.agentName() == null || status == null) {
            return "(not stored yet)";
        }
        List<String> parts = new ArrayList<>(List.of(
                call.agentName() + "." + call.agentMethod(),
                status.storedName(),
                Figures.millis(call.durationMillis())));
        add(parts, "relevance ", call.relevanceScore());
        add(parts, "quality ", call.responseQualityScore());
        if (call.llm() != null && call.llm().costUsd() != null) {
            parts.add(Figures.cost(call.llm().costUsd()));
        }
        return String.join("  ", parts);
    }

    private static void add(List<String> parts, String name, @Nullable Double score) {
        if (score != null) {
            parts.add(name + Figures.score(score));
        }
    }
}
