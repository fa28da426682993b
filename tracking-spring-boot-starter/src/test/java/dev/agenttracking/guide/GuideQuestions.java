// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guide;

import dev.agenttracking.analytics.AgentDiagnosis;
import dev.agenttracking.analytics.AgentPerformance;
import dev.agenttracking.analytics.CallChain;
import dev.agenttracking.analytics.CheckedResponse;
import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionDetails;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.ExecutionSummary;
import dev.agenttracking.analytics.LlmInteraction;
import dev.agenttracking.analytics.SlowExecution;
import dev.agenttracking.analytics.StageSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** The questions of the guide in Java, word for word. */
final class GuideQuestions {

    private GuideQuestions() {}

    static String whyNot(ExecutionAnalytics analytics, String agent, String conversation) {
        AgentDiagnosis diagnosis = analytics.debugWhyAgentDidntFire(agent, conversation, null);
        return diagnosis.status() + ": " + diagnosis.message();
    }

    static List<String> failures(ExecutionAnalytics analytics) {
        ExecutionFilter today = ExecutionFilter.all().between(Instant.now().minus(Duration.ofDays(1)), null);
        List<String> failures = new ArrayList<>();
        for (ExecutionSummary failed : analytics.failedExecutions(today)) {
            failures.add(failed.agentName() + " in " + failed.currentStage() + ": " + failed.errorMessage());
        }
        return failures;
    }

    static List<String> poorAnswers(ExecutionAnalytics analytics) {
        ExecutionFilter today = ExecutionFilter.all().between(Instant.now().minus(Duration.ofDays(1)), null);
        List<String> answers = new ArrayList<>();
        for (CheckedResponse poor : analytics.poorQualityResponses(today, 0.7)) {
            for (LlmInteraction call :
                    analytics.llmInteractions(poor.execution().id()).orElseThrow()) {
                answers.add(call.requestModel() + ": "
                        + call.llmResponse().at("/content").asString() + " "
                        + poor.response().warnings());
            }
        }
        return answers;
    }

    static List<String> slowest(ExecutionAnalytics analytics, Duration threshold) {
        List<String> slowest = new ArrayList<>();
        for (SlowExecution slow : analytics.slowExecutions(ExecutionFilter.all(), threshold)) {
            StageSpan longest = analytics.stageTimeline(slow.execution().id()).orElseThrow().stream()
                    .filter(stage -> stage.durationMillis() != null)
                    .max(Comparator.comparing(StageSpan::durationMillis))
                    .orElseThrow();
            slowest.add(slow.execution().agentName() + ", most of it in " + longest.stage());
        }
        return slowest;
    }

    static List<String> calls(ExecutionAnalytics analytics, UUID id) {
        List<String> calls = new ArrayList<>();
        for (CallChain.Call call : analytics.callChain(id).orElseThrow().calls()) {
            calls.add("  ".repeat(call.depth()) + call.agentName() + " " + call.status());
        }
        return calls;
    }

    static String performance(ExecutionAnalytics analytics, String agent) {
        ExecutionFilter today = ExecutionFilter.all().between(Instant.now().minus(Duration.ofDays(1)), null);
        AgentPerformance performance = analytics.agentPerformance(agent, today).orElseThrow();
        return performance.totals().executions() + " executions, error rate " + performance.errorRate();
    }

    static String firstLines(ExecutionAnalytics analytics, UUID id) {
        ExecutionDetails execution = analytics.execution(id).orElseThrow();
        return execution.summary().agentName() + " got " + execution.inputData() + " and gave "
                + execution.outputData();
    }
}
