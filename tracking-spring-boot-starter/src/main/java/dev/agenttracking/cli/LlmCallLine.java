// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionSummary;
import dev.agenttracking.analytics.LlmInteraction;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A call of a model in a line, which model, what it used, how long it took, how it ended, what it cost, and in another what more. */
final class LlmCallLine {

    private static final Pattern VERSION = Pattern.compile("(?:[-@:]\\d[\\d-]*)?");

    private LlmCallLine() {}

    static String of(LlmInteraction call) {
        List<String> parts = new ArrayList<>();
        parts.add(model(call));
        add(parts, !"chat".equals(call.operation()), call.operation());
        tokens(parts, call.tokens());
        add(parts, call.latencyMillis() == null, "not answered");
        add(parts, call.latencyMillis() != null, Figures.millis(call.latencyMillis()));
        add(parts, call.finishReason() != null, call.finishReason());
        add(parts, call.cancelled(), "cancelled");
        add(parts, call.costUsd() != null, Figures.cost(call.costUsd()));
        if (call.errorType() != null) {
            parts.add(call.errorType() + (call.errorMessage() == null ? "" : ": " + call.errorMessage()));
        }
        return String.join("  ", parts);
    }

    /**
     * The sums of several calls.
     *
     * @param complete whether the cost of each is known, or none
     */
    static String totals(ExecutionSummary.LlmTotals totals, boolean complete) {
        List<String> parts = new ArrayList<>();
        parts.add(totals.calls() + (totals.calls() == 1 ? " LLM call" : " LLM calls"));
        add(parts, totals.tokensUsed() != null, Figures.count(totals.tokensUsed()) + " tokens");
        parts.add(
                totals.costUsd() == null
                        ? "cost not known"
                        : (complete ? "" : "at least ") + Figures.cost(totals.costUsd()));
        return String.join("  ", parts);
    }

    /** The one asked for, and the one that answered where that says something else. */
    private static String model(LlmInteraction call) {
        String asked = call.requestModel();
        String answered = call.responseModel();
        if (asked == null) {
            return answered == null ? "(model not known)" : answered;
        }
        return answered == null || isVersionOf(asked, answered) ? asked : asked + " → " + answered;
    }

    /** Whether the one is the other, with a date or a version. */
    private static boolean isVersionOf(String asked, String answered) {
        return answered.startsWith(asked)
                && VERSION.matcher(answered.substring(asked.length())).matches();
    }

    /** Empty where there is nothing more to say. */
    static String details(LlmInteraction call) {
        LlmInteraction.Tokens tokens = call.tokens();
        List<String> kinds = new ArrayList<>();
        kind(kinds, tokens.cacheReadTokens(), " from cache");
        kind(kinds, tokens.cacheWriteTokens(), " to cache");
        kind(kinds, tokens.reasoningTokens(), " reasoning");
        if (call.timeToFirstChunkMillis() != null) {
            kinds.add("first of " + call.chunks() + " pieces after " + Figures.millis(call.timeToFirstChunkMillis()));
        }
        return String.join(", ", kinds);
    }

    private static void tokens(List<String> parts, LlmInteraction.Tokens tokens) {
        if (tokens.inputTokens() != null) {
            parts.add(Figures.count(tokens.inputTokens()) + " + " + Figures.count(tokens.outputTokens()) + " tokens");
        }
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
