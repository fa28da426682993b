// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test;

import dev.agenttracking.analytics.CandidateVerdict;
import dev.agenttracking.analytics.ExecutionLog;
import dev.agenttracking.analytics.ExecutionReport;
import dev.agenttracking.analytics.ExecutionSummary;
import dev.agenttracking.analytics.LlmInteraction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Recorded executions in words, for the messages of assertions. */
final class RecordedText {

    private static final int MAX_VALUE_CHARS = 200;

    private final StringBuilder text = new StringBuilder();

    private RecordedText() {}

    /**
     * All of them.
     *
     * @param running those under way
     */
    static String of(List<ExecutionReport> reports, List<String> running) {
        RecordedText words = new RecordedText();
        if (reports.isEmpty()) {
            words.text.append("No execution has ended");
        } else {
            words.text.append(reports.size()).append(reports.size() == 1 ? " execution:" : " executions:");
        }
        int top = reports.stream()
                .mapToInt(report -> RecordedTree.summary(report).depth())
                .min()
                .orElse(0);
        for (ExecutionReport report : reports) {
            words.execution(report, 1 + RecordedTree.summary(report).depth() - top);
        }
        running.forEach(name -> words.line(1, name + " is still running"));
        return words.text.toString();
    }

    private void execution(ExecutionReport report, int depth) {
        ExecutionSummary summary = RecordedTree.summary(report);
        line(depth, name(summary) + outcome(summary) + ids(summary));
        if (!report.logs().isEmpty()) {
            line(depth + 1, "stages " + stages(report));
        }
        if (report.execution().inputData() != null) {
            line(depth + 1, "input " + report.execution().inputData());
        }
        if (report.execution().outputData() != null) {
            line(depth + 1, "output " + report.execution().outputData());
        }
        report.llmInteractions().forEach(call -> line(depth + 1, "llm call " + llmCall(call)));
        report.decisions().forEach(decision -> line(depth + 1, decision(decision)));
        events(report).forEach(event -> line(depth + 1, "event " + event));
        violations(report).forEach(violation -> line(depth + 1, "violation " + violation));
    }

    static String name(ExecutionSummary summary) {
        return summary.agentName() + "." + summary.agentMethod();
    }

    static String outcome(ExecutionSummary summary) {
        StringBuilder outcome = new StringBuilder(" ").append(summary.status().storedName());
        if (summary.relevanceScore() != null) {
            outcome.append(", score ").append(summary.relevanceScore());
        }
        if (summary.relevanceReasoning() != null) {
            outcome.append(" (").append(summary.relevanceReasoning()).append(')');
        }
        if (summary.errorType() != null) {
            outcome.append(" with ").append(summary.errorType());
        }
        return outcome.append(summary.errorMessage() == null ? "" : ": " + summary.errorMessage())
                .toString();
    }

    static String stages(ExecutionReport report) {
        return report.logs().stream()
                .filter(entry -> !entry.isEvent())
                .map(entry -> entry.stage()
                        + (entry.stageStatus().equals("completed") ? "" : " (" + entry.stageStatus() + ")"))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    static List<String> events(ExecutionReport report) {
        return report.logs().stream()
                .filter(ExecutionLog::isEvent)
                .map(event ->
                        event.logLevel() + " " + event.message() + (event.data() == null ? "" : " " + event.data()))
                .toList();
    }

    static List<String> violations(ExecutionReport report) {
        return StoredViolation.of(report).stream()
                .map(StoredViolation::toString)
                .toList();
    }

    static String decision(CandidateVerdict decision) {
        return (decision.chosen() ? "chose " : "did not choose ")
                + decision.agent()
                + (decision.reasonCode() == null ? "" : " (" + decision.reasonCode() + ")")
                + (decision.reason() == null ? "" : ": " + decision.reason());
    }

    static String llmCall(LlmInteraction call) {
        return call.requestModel() + ", tokens " + call.tokens().inputTokens() + " + "
                + call.tokens().outputTokens() + ", " + call.llmRequest() + " → " + call.llmResponse();
    }

    private static String ids(ExecutionSummary summary) {
        List<String> ids = new ArrayList<>();
        add(ids, "vault", summary.context().vaultId());
        add(ids, "conversation", summary.context().conversationId());
        add(ids, "user", summary.context().userId());
        return ids.isEmpty() ? "" : String.format(Locale.ROOT, " {%s}", String.join(", ", ids));
    }

    private static void add(List<String> ids, String name, @Nullable String id) {
        if (id != null) {
            ids.add(name + " " + id);
        }
    }

    private void line(int depth, String line) {
        String cut = line.length() <= MAX_VALUE_CHARS ? line : line.substring(0, MAX_VALUE_CHARS) + "…";
        text.append(System.lineSeparator()).append("  ".repeat(depth)).append(cut);
    }
}
