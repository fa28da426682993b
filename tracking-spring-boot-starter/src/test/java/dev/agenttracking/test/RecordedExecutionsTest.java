// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.Tracking;
import dev.agenttracking.analytics.AgentDiagnosis;
import dev.agenttracking.analytics.MemoryTables;
import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.test.story.PsychologistAgent;
import dev.agenttracking.test.story.PsychologistAgent$$Tracked;
import dev.agenttracking.test.story.RouterAgent;
import dev.agenttracking.test.story.RouterAgent$$Tracked;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Without Spring and without the annotation. */
class RecordedExecutionsTest {

    private final RecordedExecutions recorded = RecordedExecutions.create();
    private final PsychologistAgent psychologist = recorded.track(new PsychologistAgent$$Tracked());
    private final RouterAgent router = recorded.track(new RouterAgent$$Tracked(psychologist, recorded.tracker()));

    @Test
    void tellsAllAboutATree() {
        router.route("ada", "why?");

        assertThat(recorded).hasSize(2).agents("RouterAgent", "PsychologistAgent");
        assertThat(recorded)
                .execution("RouterAgent")
                .succeeded()
                .isOfMethod("route")
                .hasTags("entry")
                .hasNoStages()
                .forUser("ada")
                .hasInput("message", "why?")
                .hasOutput("For the sea.")
                .calledByNobody()
                .calls("PsychologistAgent")
                .hasLlmCalls(0)
                .chose("PsychologistAgent")
                .didNotChoose("ArchitectAgent", "below_threshold")
                .hasEvent("INFO", "routed")
                .cites("moby-dick")
                .hasViolation("missing_stage", "init");
        assertThat(recorded)
                .execution("PsychologistAgent")
                .succeeded()
                .hasRelevance(0.8)
                .stages("should_respond", "llm_call")
                .containsStages("llm_call")
                .doesNotContainStages("llm_parse")
                .inVault("v1")
                .inConversation("c1")
                .forUser("ada")
                .calledBy("RouterAgent")
                .calls()
                .decidedNothing()
                .hasNoViolations()
                .usedTokens(17)
                .llmCall()
                .hasModel("gpt-4o-mini")
                .inStage("llm_call")
                .hasTokens(12, 5)
                .hasRequestContaining("why?")
                .hasResponse("For the sea.")
                .execution()
                .stage("llm_call")
                .completed()
                .isOfKind("llm_call")
                .execution()
                .hasStatus(ExecutionStatus.SUCCESS);
        assertThat(recorded)
                .executionsOf("PsychologistAgent")
                .hasSize(1)
                .first()
                .succeeded();
        assertThat(recorded).executions().hasSize(2).last().isOfMethod("run");
    }

    @Test
    void tellsEveryEndApart() throws Exception {
        assertThatThrownBy(() -> psychologist.run("v", "c", "why is it broken?"));
        assertThat(recorded)
                .execution("PsychologistAgent")
                .failed()
                .failedWith(IllegalStateException.class)
                .failedWith(RuntimeException.class, "the model is away")
                .hasNoOutput()
                .stage("llm_call")
                .failedWith(IllegalStateException.class)
                .execution()
                .llmCall()
                .isUnanswered();
        recorded.clear();
        psychologist.run("v", "c", "hello");
        assertThat(recorded).execution("PsychologistAgent").skipped().skipped(0.1, "no motive asked for");
        recorded.clear();
        track("Slow", () -> {
            throw new TimeoutException();
        });
        track("Outer", () -> {
            Tracking.current().stage("outer", () -> Tracking.current().stage("inner", () -> {}));
            throw new FileNotFoundException("gone");
        });
        CompletableFuture<String> answer = new CompletableFuture<>();
        psychologist.later("secret", answer);
        answer.cancel(true);
        assertThat(recorded).execution("Slow").timedOut();
        assertThat(recorded)
                .execution("Outer")
                .failedWith(IOException.class)
                .stages("outer", "inner")
                .stage("inner")
                .isInside("outer");
        assertThat(recorded).execution("PsychologistAgent").cancelled();
    }

    @Test
    void showsValuesAsTheyWouldBeStored() throws Exception {
        psychologist.later("secret", CompletableFuture.completedFuture("open"));
        recorded.tracker()
                .track(
                        ExecutionSpec.of("Agent", "run")
                                .withInput(Map.of(
                                        "numbers", List.of(1, 2.5), "point", new Point(1, 2), "none", new Object())),
                        () -> new Point(3, 4));

        assertThat(recorded)
                .execution("PsychologistAgent")
                .hasInput("secret", "***")
                .hasOutput("open");
        assertThat(recorded)
                .execution("Agent")
                .hasInput("numbers", List.of(1, 2.5))
                .hasInput("point", Map.of("x", 1, "y", 2))
                .hasInput("point", new Point(1, 2))
                .hasInput("none", Map.of("@type", "java.lang.Object"))
                .hasOutput(new Point(3, 4));
    }

    @Test
    void seesTheEndOfAFutureThatAnotherThreadCompletes() {
        for (int i = 0; i < 200; i++) {
            CompletableFuture<String> answer = new CompletableFuture<>();
            CompletableFuture<String> result = psychologist.later("secret", answer);
            new Thread(() -> answer.complete("done")).start();
            result.join();
            assertThat(recorded).execution("PsychologistAgent").succeeded();
            recorded.clear();
        }
    }

    @Test
    void asksPlainFuturesWhetherTheyAreDone() throws Exception {
        FutureTask<String> task = new FutureTask<>(() -> "done");
        recorded.tracker().track(ExecutionSpec.of("Agent", "run"), () -> task);
        task.run();

        assertThat(recorded).execution("Agent").hasOutput("done");
    }

    @Test
    void saysWhatIsStillRunning() {
        psychologist.later("secret", new CompletableFuture<>());

        assertThat(recorded).hasNoExecutions();
        assertThat(recorded.toString())
                .contains("No execution has ended", "PsychologistAgent.later", "is still running");
    }

    @Test
    void wantsTheGeneratedClass() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> recorded.track(new PsychologistAgent()))
                .withMessageContaining("PsychologistAgent$$Tracked");
    }

    @Test
    void forgetsWhatBeganBeforeItWasCleared() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        psychologist.later("secret", answer);
        recorded.clear();
        answer.complete("late");

        assertThat(recorded).hasNoExecutions();
    }

    @Test
    void neitherWaitsForNorShowsWhatBeganBeforeItWasCleared() {
        psychologist.later("secret", new CompletableFuture<>());
        recorded.clear();
        psychologist.run("v", "c", "why?");

        assertThat(recorded.toString()).contains("1 execution:").doesNotContain("still running");
    }

    @Test
    void knowsTheAgentsThatDidNotRun() {
        recorded.clear();

        assertThat(recorded.analytics().debugWhyAgentDidntFire("PsychologistAgent", null, null))
                .satisfies(diagnosis -> assertThat(diagnosis.status()).isEqualTo(AgentDiagnosis.Status.NEVER_INVOKED))
                .satisfies(diagnosis -> assertThat(diagnosis.reason()).isEqualTo("never_a_candidate"));
        assertThat(recorded.analytics()
                        .debugWhyAgentDidntFire("ArchitectAgent", null, null)
                        .status())
                .isEqualTo(AgentDiagnosis.Status.NEVER_REGISTERED);
    }

    @Test
    void losesNoneOfALargeTree() throws Exception {
        run("Root", () -> {
            for (int i = 0; i < 1_500; i++) {
                run("Child", () -> run("Grandchild", () -> "done"));
            }
            return run("Last", () -> "done");
        });

        assertThat(recorded).hasSize(3_002).execution("Last").calledBy("Root");
        assertThat(recorded.all().get(3_001).execution().summary().agentName()).isEqualTo("Last");
        assertThat(recorded)
                .execution("Root")
                .calls(Stream.concat(Stream.generate(() -> "Child").limit(1_500), Stream.of("Last"))
                        .toArray(String[]::new));
        assertThat(recorded).executionsOf("Grandchild").hasSize(1_500).last().calledBy("Child");
    }

    @Test
    void readsEachExecutionAFixedNumberOfTimes() throws Exception {
        CountingTables few = readTreeOf(10);
        CountingTables many = readTreeOf(100);

        assertThat(many.ofAll).isEqualTo(few.ofAll);
        assertThat(many.ofOne).isEqualTo(10 * few.ofOne);
    }

    @ParameterizedTest
    @MethodSource("wrongExpectations")
    void failsWithWhatWasRecorded(Expectation wrong, String message) {
        router.route("ada", "why?");

        assertThatThrownBy(failing(wrong))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(message)
                .hasMessageContaining("2 executions:")
                .hasMessageContaining("RouterAgent.route success {user ada}")
                .hasMessageContaining("PsychologistAgent.run success, score 0.8 (asks for a motive)")
                .hasMessageContaining("stages [should_respond, llm_call]");
    }

    static Stream<Object[]> wrongExpectations() {
        return Stream.of(
                wrong(
                        "Expected one execution of ArchitectAgent, but there are none",
                        r -> r.execution("ArchitectAgent")),
                wrong("Expected none, but there are 2 executions", RecordedExecutionsAssert::hasNoExecutions),
                wrong("Expected 3 executions, but there are 2 executions", r -> r.hasSize(3)),
                wrong("Expected no execution of RouterAgent", r -> r.hasNoExecutionsOf("RouterAgent")),
                wrong("Expected executions of [RouterAgent]", r -> r.agents("RouterAgent")),
                wrong("to have no violations", RecordedExecutionsAssert::hasNoViolations),
                wrong(
                        "Expected size: 2 but was: 1",
                        r -> r.executionsOf("RouterAgent").hasSize(2)),
                wrong("Expected size: 3 but was: 2", r -> r.executions().hasSize(3)),
                ofRouter("to be failed", RecordedExecutionAssert::failed),
                ofRouter("to be failed", e -> e.failedWith(IOException.class)),
                ofRouter("to be skipped", e -> e.skipped("bored")),
                ofRouter("to be timeout", RecordedExecutionAssert::timedOut),
                ofRouter("to be cancelled", RecordedExecutionAssert::cancelled),
                ofRouter("to have the relevance 0.5", e -> e.hasRelevance(0.5)),
                ofRouter("to be of the method run", e -> e.isOfMethod("run")),
                ofRouter("to have the tags [exit]", e -> e.hasTags("exit")),
                ofRouter("to be in the vault v", e -> e.inVault("v")),
                ofRouter("to be in the conversation c", e -> e.inConversation("c")),
                ofRouter("to be for the user bob", e -> e.forUser("bob")),
                ofRouter("to have the input message = \"what?\"", e -> e.hasInput("message", "what?")),
                ofRouter("to have the input mood = null", e -> e.hasInput("mood", null)),
                ofRouter("to have no input", RecordedExecutionAssert::hasNoInput),
                ofRouter("to have the output {\"result\":\"no\"}", e -> e.hasOutput("no")),
                ofRouter("to have no output", RecordedExecutionAssert::hasNoOutput),
                ofRouter("to be called by Boss", e -> e.calledBy("Boss")),
                ofRouter("to be called because", e -> e.calledBecause("so")),
                ofRouter("to call []", RecordedExecutionAssert::calls),
                ofRouter("to use tokens: 1", e -> e.usedTokens(1)),
                ofRouter("to choose [ArchitectAgent]", e -> e.chose("ArchitectAgent")),
                ofRouter(
                        "not to choose ArchitectAgent (outranked)", e -> e.didNotChoose("ArchitectAgent", "outranked")),
                ofRouter("to decide nothing", RecordedExecutionAssert::decidedNothing),
                ofRouter("to report WARN routed", e -> e.hasEvent("WARN", "routed")),
                ofRouter("to cite []", RecordedExecutionAssert::cites),
                ofRouter("to have a violation stage_order", e -> e.hasViolation("stage_order", "")),
                ofRouter("to make 1 llm calls", RecordedExecutionAssert::llmCall),
                ofRouter("to make more than 0 llm calls", e -> e.llmCall(0)),
                ofPsychologist("to be called by nobody", RecordedExecutionAssert::calledByNobody),
                ofPsychologist("to have the stages [llm_call]", e -> e.stages("llm_call")),
                ofPsychologist("to have no stages", RecordedExecutionAssert::hasNoStages),
                ofPsychologist("to contain the stages [init]", e -> e.containsStages("init")),
                ofPsychologist("to have none of the stages [llm_call]", e -> e.doesNotContainStages("llm_call")),
                ofPsychologist("to have one run of the stage init", e -> e.stage("init")),
                ofPsychologist(
                        "with its stage llm_call to be failed",
                        e -> e.stage("llm_call").failed()),
                ofPsychologist(
                        "to be of the kind init", e -> e.stage("llm_call").isOfKind("init")),
                ofPsychologist("to run inside init", e -> e.stage("llm_call").isInside("init")),
                ofPsychologist("of the model gpt-5", e -> e.llmCall().hasModel("gpt-5")),
                ofPsychologist("in the stage init", e -> e.llmCall().inStage("init")),
                ofPsychologist("with 5 + 12 tokens", e -> e.llmCall().hasTokens(5, 12)),
                ofPsychologist("with \"what\" in its request", e -> e.llmCall().hasRequestContaining("what")),
                ofPsychologist("with the response \"no\"", e -> e.llmCall().hasResponse("no")),
                ofPsychologist("without an answer", e -> e.llmCall().isUnanswered()));
    }

    private ThrowingCallable failing(Expectation wrong) {
        return () -> wrong.of(assertThat(recorded));
    }

    private static Object[] wrong(String message, Expectation expectation) {
        return new Object[] {expectation, message};
    }

    private static Object[] ofRouter(String message, ExpectationOfOne expectation) {
        return wrong(message, r -> expectation.of(r.execution("RouterAgent")));
    }

    private static Object[] ofPsychologist(String message, ExpectationOfOne expectation) {
        return wrong(message, r -> expectation.of(r.execution("PsychologistAgent")));
    }

    /** So many executions in all. */
    private CountingTables readTreeOf(int executions) throws Exception {
        recorded.clear();
        run("Root", () -> {
            for (int i = 1; i < executions; i++) {
                run("Child", () -> "done");
            }
            return "done";
        });
        CountingTables tables = new CountingTables(recorded.tables());
        assertThat(RecordedTree.reports(tables)).hasSize(executions);
        return tables;
    }

    private Object run(String agent, Callable<?> body) throws Exception {
        return recorded.tracker().track(ExecutionSpec.of(agent, "run"), body);
    }

    private void track(String agent, Callable<?> body) {
        assertThatThrownBy(() -> recorded.tracker().track(ExecutionSpec.of(agent, "run"), body));
    }

    record Point(int x, int y) {}

    /** Counts how often rows are read. */
    private static final class CountingTables implements MemoryTables {

        private final MemoryTables tables;
        private int ofAll;
        private int ofOne;

        CountingTables(MemoryTables tables) {
            this.tables = tables;
        }

        @Override
        public List<Map<String, @Nullable Object>> rows(String table) {
            ofAll++;
            return tables.rows(table);
        }

        @Override
        public List<Map<String, @Nullable Object>> rows(String table, UUID executionId) {
            ofOne++;
            return tables.rows(table, executionId);
        }

        @Override
        public long forgotten() {
            return tables.forgotten();
        }

        @Override
        public String describe() {
            return tables.describe();
        }
    }

    interface Expectation {
        Object of(RecordedExecutionsAssert recorded);
    }

    interface ExpectationOfOne {
        Object of(RecordedExecutionAssert execution);
    }
}
