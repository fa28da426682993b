// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionSummary;
import dev.agenttracking.analytics.LlmInteraction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call of a model in one line: which model, what it used, how long it took, how it ended, what it cost. */
final class LlmCallLine {

    private LlmCallLine() {}

    static String of(LlmInteraction call) {
        List<String> parts = new ArrayList<>();
        parts.add(model(call));
        add(parts, !"chat".equals(call.operation()), call.operation());
        tokens(parts, call.tokens());
        add(parts, call.latencyMillis() == null, "not answered");
        add(parts, call.latencyMillis() != null, Figures.millis(call.latencyMillis()));
        if (call.timeToFirstChunkMillis() != null) {
            parts.add("first of " + call.chunks() + " pieces after " + Figures.millis(call.timeToFirstChunkMillis()));
        }
        add(parts, call.finishReason() != null, call.finishReason());
        add(parts, call.cancelled(), "cancelled");
        add(parts, call.costUsd() != null, Figures.cost(call.costUsd()));
        if (call.errorType() != null) {
            parts.add(call.errorType() + (call.errorMessage() == null ? "" : ": " + call.errorMessage()));
        }
        return String.join("  ", parts);
    }

    static String totals(ExecutionSummary.LlmTotals totals) {
        List<String> parts = new ArrayList<>();
        parts.add(totals.calls() + (totals.calls() == 1 ? " LLM call" : " LLM calls"));
        add(parts, totals.tokensUsed() != null, Figures.count(totals.tokensUsed()) + " tokens");
        parts.add(totals.costUsd() == null ? "cost not known" : Figures.cost(totals.costUsd()));
        return String.join("  ", parts);
    }

    /** The one asked for, and the one that answered where that says something else. */
    private static String model(LlmInteraction call) {
        String asked = call.requestModel();
        String answered = call.responseModel();
        if (asked == null) {
            return answered == null ? "(model not known)" : answered;
        }
        return answered == null || answered.startsWith(asked) ? asked : asked + " → " + answered;
    }

    private static void tokens(List<String> parts, LlmInteraction.Tokens tokens) {
        if (tokens.inputTokens() == null) {
            return;
        }
        String text = Figures.count(tokens.inputTokens()) + " + " + Figures.count(tokens.outputTokens()) + " tokens";
        List<String> kinds = new ArrayList<>();
        kind(kinds, tokens.cacheReadTokens(), " from cache");
        kind(kinds, tokens.cacheWriteTokens(), " to cache");
        kind(kinds, tokens.reasoningTokens(), " reasoning");
        parts.add(kinds.isEmpty() ? text : text + " (" + String.join(", ", kinds) + ")");
    }

    private static void kind(List<String> kinds, @Nullable Long count, String name) {
        if (count != null && count > 0) {
            kinds.add(Figures.count(count) + name);
        }
    }

    private static void add(List<String> parts, boolean applies, @Nullable String part) {
        if (applies && part != null) {
            parts.add(part);
        }
    }
}
