// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agenttracking.analytics.AgentPerformance;
import dev.agenttracking.analytics.CallChain;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.ExecutionLog;
import dev.agenttracking.analytics.ExecutionReport;
import dev.agenttracking.analytics.ExecutionSummary;
import dev.agenttracking.analytics.StageSpan;
import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Six examples from the call to the answer. */
@Tag("postgres")
class ExamplesPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private GuideApplication application;

    @BeforeEach
    void start() throws Exception {
        application = new GuideApplication(database);
    }

    @AfterEach
    void stop() {
        application.close();
    }

    @Test
    void aSuccessfulExecution() throws Exception {
        String answer = application.bean(CounselorAgent.class).run("harbour", "talk-1", null, "Why does she lie?");
        application.awaitWritten(2);

        ExecutionReport report = application
                .analytics()
                .report(application.idOf("CounselorAgent"))
                .orElseThrow();
        ExecutionSummary summary = report.execution().summary();
        assertThat(summary.status()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(summary.currentStage()).isEqualTo("complete");
        assertThat(summary.context().vaultId()).isEqualTo("harbour");
        assertThat(summary.context().conversationId()).isEqualTo("talk-1");
        assertThat(summary.relevanceScore()).isEqualTo(0.9);
        assertThat(summary.llm().tokensUsed()).isEqualTo(150);
        assertThat(summary.responseQualityScore()).isEqualTo(1);
        assertThat(summary.tags()).containsExactly("story");
        assertThat(report.execution().inputData().at("/message").asString()).isEqualTo("Why does she lie?");
        assertThat(report.execution().outputData().at("/result").asString()).isEqualTo(answer);
        assertThat(report.logs()).extracting(ExecutionLog::stage).containsExactly("should_respond", "llm_call");
        assertThat(GuideQuestions.whyNot(application.analytics(), "CounselorAgent", "talk-1"))
                .startsWith("FIRED_SUCCESSFULLY: ");
    }

    @Test
    void aFailedExecution() throws Exception {
        application.librarianFinds(shelf -> null);
        LibrarianAgent librarian = application.bean(LibrarianAgent.class);
        assertThatThrownBy(() -> librarian.find("motives", "Why does she lie?"))
                .as("the application's own exception")
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("There is no shelf motives");
        application.awaitWritten(1);

        ExecutionReport report = application
                .analytics()
                .report(application.idOf("LibrarianAgent"))
                .orElseThrow();
        ExecutionSummary summary = report.execution().summary();
        assertThat(summary.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(summary.currentStage()).isEqualTo("read_shelf");
        assertThat(summary.errorType()).isEqualTo("java.lang.IllegalStateException");
        assertThat(summary.errorMessage()).isEqualTo("There is no shelf motives");
        assertThat(report.execution().errorTraceback()).contains("LibrarianAgent.read");
        assertThat(report.logs())
                .singleElement()
                .satisfies(log -> assertThat(log.stageStatus()).isEqualTo("failed"));
    }

    @Test
    void aSkippedExecution() throws Exception {
        assertThat(application.bean(ArchitectAgent.class).run("harbour", "talk-1", "Why does she lie?"))
                .isNull();
        application.awaitWritten(1);

        assertThat(application.analytics().skippedExecutions(ExecutionFilter.all()))
                .singleElement()
                .satisfies(skipped -> {
                    assertThat(skipped.agentName()).isEqualTo("ArchitectAgent");
                    assertThat(skipped.status()).isEqualTo(ExecutionStatus.SKIPPED);
                    assertThat(skipped.relevanceScore()).isEqualTo(0.1);
                    assertThat(skipped.relevanceReasoning()).isEqualTo("asks for no plot");
                });
    }

    /** From "there is no answer" to the line that is at fault. */
    @Test
    void aDebuggingWorkflow() throws Exception {
        application.librarianFinds(shelf -> null);
        assertThatThrownBy(
                        () -> application.bean(OrchestratorAgent.class).chat("harbour", "talk-1", "Why does she lie?"))
                .isInstanceOf(IllegalStateException.class);
        application.awaitWritten(4);

        assertThat(GuideQuestions.whyNot(application.analytics(), "CounselorAgent", "talk-1"))
                .startsWith("FAILED: ");
        UUID counselor = application
                .analytics()
                .failedExecutions(ExecutionFilter.all().withAgent("CounselorAgent"))
                .get(0)
                .id();
        List<StageSpan> stages =
                application.analytics().stageTimeline(counselor).orElseThrow();
        assertThat(stages)
                .extracting(StageSpan::stage)
                .as("the model was not asked")
                .containsExactly("should_respond");
        List<CallChain.Call> calls =
                application.analytics().callChain(counselor).orElseThrow().calls();
        CallChain.Call deepest = calls.get(calls.size() - 1);
        assertThat(deepest.agentName()).isEqualTo("LibrarianAgent");
        assertThat(deepest.parentExecutionId()).isEqualTo(counselor);
        ExecutionReport culprit =
                application.analytics().report(deepest.executionId()).orElseThrow();
        assertThat(culprit.execution().summary().currentStage()).isEqualTo("read_shelf");
        assertThat(culprit.execution().errorTraceback()).contains("LibrarianAgent.java");
    }

    @Test
    void aPerformanceAnalysis() throws Exception {
        LibrarianAgent librarian = application.bean(LibrarianAgent.class);
        for (int i = 0; i < 9; i++) {
            librarian.find("motives", "harbour");
        }
        application.librarianFinds(shelf -> null);
        assertThatThrownBy(() -> librarian.find("motives", "harbour")).isInstanceOf(IllegalStateException.class);
        application.awaitWritten(10);

        assertThat(GuideQuestions.performance(application.analytics(), "LibrarianAgent"))
                .isEqualTo("10 executions, error rate 0.1");
        AgentPerformance performance = application
                .analytics()
                .agentPerformance("LibrarianAgent", ExecutionFilter.all())
                .orElseThrow();
        assertThat(performance.totals().byStatus()).containsEntry("success", 9L).containsEntry("failed", 1L);
        assertThat(performance.totals().durations().p50Millis())
                .isLessThanOrEqualTo(performance.totals().durations().p99Millis());
        assertThat(performance.commonErrors())
                .singleElement()
                .satisfies(error -> assertThat(error.errorType()).isEqualTo("java.lang.IllegalStateException"));
    }

    @Test
    void aTracedCallChain() throws Exception {
        application.bean(OrchestratorAgent.class).chat("harbour", "talk-1", "Why does she lie?");
        application.awaitWritten(4);

        UUID root = application.idOf("OrchestratorAgent");
        CallChain chain = application
                .analytics()
                .callChain(application.idOf("LibrarianAgent"))
                .orElseThrow();
        assertThat(chain.rootExecutionId()).isEqualTo(root);
        assertThat(chain.calls())
                .extracting(CallChain.Call::agentName)
                .containsExactly("OrchestratorAgent", "ArchitectAgent", "CounselorAgent", "LibrarianAgent");
        assertThat(chain.calls()).extracting(CallChain.Call::depth).containsExactly(0, 1, 1, 2);
        assertThat(chain.calls().get(2).callReason()).isEqualTo("the architect has nothing to say");
        assertThat(chain.llmTotals().tokensUsed()).as("each call's tokens once").isEqualTo(150);
    }

    @Test
    void theSqlReferenceAnswers() throws Exception {
        application.bean(OrchestratorAgent.class).chat("harbour", "talk-1", "Why does she lie?");
        application.modelSays("I'm sorry, but I can't help with that.");
        application.bean(CounselorAgent.class).run("harbour", "talk-1", null, "Why does she lie?");
        application.awaitWritten(6);

        List<List<Map<String, Object>>> answers =
                application.sql("SQL reference", application.idOf("OrchestratorAgent"));
        assertThat(answers).hasSize(6);
        assertThat(answers.get(0)).hasSize(4);
        assertThat(answers.get(1))
                .as("of a day, or of two where midnight is between the calls")
                .allSatisfy(day -> assertThat(day).containsEntry("request_model", "story-1"))
                .extracting(day -> (Long) day.get("calls"))
                .satisfies(calls ->
                        assertThat(calls.stream().mapToLong(each -> each).sum()).isEqualTo(2));
        assertThat(answers.get(2))
                .singleElement()
                .satisfies(cost -> assertThat(cost.get("tokens")).hasToString("300"));
        assertThat(answers.get(3)).extracting(check -> check.get("name")).contains("refusal");
        assertThat(answers.get(4))
                .singleElement()
                .satisfies(source ->
                        assertThat(source).containsEntry("source_id", "motives").containsEntry("citations", 2L));
        assertThat(answers.get(5)).as("nothing runs any more").isEmpty();
    }
}
