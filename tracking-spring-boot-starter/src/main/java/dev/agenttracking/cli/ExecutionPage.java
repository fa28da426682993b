// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.AnswerEvaluation;
import dev.agenttracking.analytics.CallChain;
import dev.agenttracking.analytics.CitedSource;
import dev.agenttracking.analytics.ExecutionDetails;
import dev.agenttracking.analytics.ExecutionLog;
import dev.agenttracking.analytics.ExecutionReport;
import dev.agenttracking.analytics.ExecutionSummary;
import dev.agenttracking.analytics.LlmInteraction;
import dev.agenttracking.analytics.ToolInvocation;
import dev.agenttracking.annotation.ExecutionStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The text of {@code view-execution}. */
record ExecutionPage(ExecutionReport report) {

    private static final int EXCERPT_LINES = 6;
    private static final int MAX_INDENTS = 12;

    Page page(Terminal terminal) {
        Page page = new Page(terminal);
        header(page);
        findings(page);
        failure(page);
        stages(page);
        DecisionLines.add(page, report.decisions());
        llmCalls(page);
        content(page, "Input", report.execution().inputData());
        content(page, "Output", report.execution().outputData());
        citations(page);
        calls(page);
        return page;
    }

    private void header(Page page) {
        ExecutionSummary summary = summary();
        ExecutionDetails.Service service = report.execution().service();
        page.line(summary.agentName() + "." + summary.agentMethod() + "  "
                + summary.status().storedName() + "  " + Figures.millis(summary.durationMillis()));
        page.line("");
        page.field("Execution", summary.id().toString());
        page.field("Parent", Objects.toString(summary.parentExecutionId(), null));
        page.field(
                "Root",
                summary.parentExecutionId() == null
                        ? null
                        : summary.rootExecutionId().toString());
        page.field("Started", Figures.moment(summary.startedAt()));
        page.field("Ended", Figures.moment(summary.completedAt()));
        page.field("Stage", summary.currentStage());
        page.field("Vault", summary.context().vaultId());
        page.field("Conversation", summary.context().conversationId());
        page.field("User", summary.context().userId());
        page.field("Tags", String.join(", ", summary.tags()));
        page.field("Service", Notes.joined(" ", service.name(), service.version(), service.instanceId()));
        page.field(
                "Trace",
                Notes.joined(
                        " ", report.execution().traceId(), report.execution().spanId()));
    }

    private void findings(Page page) {
        ExecutionSummary summary = summary();
        ExecutionDetails.ResponseChecks response = report.execution().response();
        if (summary.relevanceScore() != null || summary.relevanceReasoning() != null) {
            page.field(
                    "Relevance",
                    Notes.joined(
                            "  ",
                            summary.relevanceScore() == null ? null : Figures.score(summary.relevanceScore()),
                            summary.relevanceReasoning()));
        }
        if (summary.responseQualityScore() != null || response.valid() != null) {
            page.field(
                    "Quality",
                    Notes.joined(
                            "  ",
                            summary.responseQualityScore() == null
                                    ? null
                                    : Figures.score(summary.responseQualityScore()),
                            response.valid() == null ? null : response.valid() ? "valid" : "not valid"));
        }
        response.validationErrors().forEach(error -> page.field("  error", error));
        response.warnings().forEach(warning -> page.field("  warning", warning));
        JsonNode metadata = report.execution().executionMetadata();
        if (metadata != null) {
            page.field("Transaction", JsonValue.text(metadata.path("transaction")));
            metadata.path("violations")
                    .forEach(violation -> page.field("  violation", JsonValue.text(violation.path("message"))));
        }
    }

    private void failure(Page page) {
        ExecutionSummary summary = summary();
        if (summary.errorType() != null) {
            page.heading("Error")
                    .excerpt("", Notes.joined(": ", summary.errorType(), summary.errorMessage()), EXCERPT_LINES);
            String traceback = report.execution().errorTraceback();
            if (traceback != null) {
                frames(traceback).limit(EXCERPT_LINES).forEach(frame -> page.entry("    ", frame));
            }
        }
    }

    private void stages(Page page) {
        if (report.logs().isEmpty()) {
            return;
        }
        page.heading("Stages");
        Map<Integer, Integer> depths = new HashMap<>();
        for (ExecutionLog log : report.logs()) {
            int depth = log.parentSequence() == null ? 0 : depths.getOrDefault(log.parentSequence(), 0) + 1;
            depths.put(log.sequence(), depth);
            String before = "  " + "  ".repeat(Math.min(depth, MAX_INDENTS));
            page.entry(before, log.isEvent() ? event(log) : stage(log));
        }
    }

    private static String stage(ExecutionLog log) {
        return Notes.joined("  ", log.stage(), log.stageStatus(), Figures.millis(log.durationMillis()), log.message());
    }

    private static String event(ExecutionLog log) {
        return Notes.joined(
                " ",
                "·",
                log.logLevel(),
                log.message(),
                log.data() == null ? null : log.data().toString());
    }

    private void llmCalls(Page page) {
        if (report.llmInteractions().isEmpty()) {
            tools(page, null);
            return;
        }
        page.heading("LLM calls");
        for (LlmInteraction call : report.llmInteractions()) {
            page.entry("  " + (call.sequence() + 1) + ". ", LlmCallLine.of(call));
            String details = LlmCallLine.details(call);
            if (!details.isEmpty()) {
                page.entry("     ", details);
            }
            String prompt = prompt(call.llmRequest());
            if (!prompt.isEmpty()) {
                page.excerpt("   > ", prompt, EXCERPT_LINES / 2);
            }
            String answer = answer(call.llmResponse());
            if (!answer.isEmpty()) {
                page.excerpt("   < ", answer, EXCERPT_LINES / 2);
            }
            evaluations(page, call.sequence());
            tools(page, call.sequence());
        }
        ExecutionSummary.LlmTotals totals = summary().llm();
        if (totals.calls() > 1) {
            page.entry(
                    "  ",
                    Notes.joined(
                            "  ",
                            "in all",
                            LlmCallLine.totals(
                                    totals,
                                    report.llmInteractions().stream().allMatch(call -> call.costUsd() != null))));
        }
        tools(page, null);
    }

    /** What is not as it should be, and what others than rules say. */
    private void evaluations(Page page, int llmCallSequence) {
        for (AnswerEvaluation evaluation : report.evaluations()) {
            boolean here = Objects.equals(evaluation.llmCallSequence(), llmCallSequence);
            if (here && !("rule".equals(evaluation.source()) && "pass".equals(evaluation.label()))) {
                page.entry(
                        "   ! ",
                        Notes.joined(
                                "  ",
                                "rule".equals(evaluation.source())
                                        ? evaluation.name()
                                        : evaluation.name() + " (" + evaluation.source() + ")",
                                evaluation.label(),
                                evaluation.score() == null ? null : Figures.score(evaluation.score()),
                                evaluation.explanation()));
            }
        }
    }

    /** Those that one call's answer asked for, or those of which that is not known. */
    private void tools(Page page, @Nullable Integer llmCallSequence) {
        for (ToolInvocation tool : report.toolCalls()) {
            if (Objects.equals(tool.llmCallSequence(), llmCallSequence)) {
                page.entry("   · ", JsonValue.of(tool));
                page.excerpt("     ", JsonValue.text(tool.result()), EXCERPT_LINES / 3);
            }
        }
    }

    /** The last message, which is what was asked. */
    private static String prompt(@Nullable JsonNode request) {
        if (request == null) {
            return "";
        }
        JsonNode messages = request.path("messages");
        return messages.isArray() && !messages.isEmpty()
                ? JsonValue.text(messages.path(messages.size() - 1).path("content"))
                : request.toString();
    }

    private static String answer(@Nullable JsonNode response) {
        if (response == null) {
            return "";
        }
        JsonNode content = response.path("content");
        return content.isMissingNode() && !response.isEmpty() ? response.toString() : JsonValue.text(content);
    }

    private static void content(Page page, String title, @Nullable JsonNode content) {
        if (content != null && !(content.isObject() && content.isEmpty())) {
            JsonNode result = content.size() == 1 && content.has("result") ? content.path("result") : content;
            page.heading(title).excerpt("", JsonValue.text(result), EXCERPT_LINES);
        }
    }

    private void citations(Page page) {
        if (!report.citations().isEmpty()) {
            page.heading("Sources");
            for (CitedSource source : report.citations()) {
                page.entry("  ", Notes.joined("  ", source.sourceType(), source.sourceId(), source.quote()));
            }
        }
    }

    private void calls(Page page) {
        if (report.callChain().calls().size() < 2) {
            return;
        }
        page.heading("Calls");
        for (CallChain.Call call : report.callChain().calls()) {
            String indent = "  ".repeat(Math.min(call.depth(), MAX_INDENTS));
            boolean here = call.executionId().equals(summary().id());
            page.entry((here ? "> " : "  ") + indent, CallChainLines.line(call));
            page.entry("    " + indent, Notes.joined("  ", call.executionId().toString(), call.callReason()));
            if (call.status() == ExecutionStatus.SKIPPED && call.relevanceReasoning() != null) {
                page.entry("    " + indent, call.relevanceReasoning());
            }
        }
    }

    private ExecutionSummary summary() {
        return report.execution().summary();
    }

    /** What is before the first has been said. */
    private static Stream<String> frames(String traceback) {
        return traceback.lines().filter(line -> line.startsWith("\tat ")).map(String::strip);
    }
}
