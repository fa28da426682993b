// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agenttracking.BudgetExceededException;
import dev.agenttracking.Tracking;
import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.execution.AgentPolicy;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.LaterResults;
import dev.agenttracking.execution.LlmAccounting;
import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.execution.LlmReply;
import dev.agenttracking.execution.LlmRequest;
import dev.agenttracking.execution.LogEntry;
import dev.agenttracking.execution.LoggedEvent;
import dev.agenttracking.execution.ManualTime;
import dev.agenttracking.execution.OpenLlmCall;
import dev.agenttracking.execution.Surroundings;
import dev.agenttracking.execution.TrackingSwitches;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

class LlmBudgetsTest {

    private final ManualTime time = new ManualTime();
    private final List<Execution> ended = new ArrayList<>();
    private final List<BudgetListener.Exceeded> heard = new ArrayList<>();
    private final Faults faults = new Faults();
    private @Nullable ContextIds ids;
    private @Nullable LlmAccounting accounting;

    private final ExecutionRecorder recorder = new ExecutionRecorder(
            time,
            new TrackingSwitches(method -> new AgentPolicy(
                    true, true, true, true, 0, Double.NaN, LoggerFactory.getLogger(LlmBudgetsTest.class))),
            value -> value,
            ended::add,
            faults,
            LaterResults.NONE,
            new Surroundings() {
                @Override
                public LlmAccounting llmAccounting() {
                    return accounting;
                }

                @Override
                public @Nullable ContextIds idsOfRoot() {
                    return ids;
                }
            });

    @ParameterizedTest
    @EnumSource(Budget.Scope.class)
    void refusesCallsBeyondAHardBudgetOfTokens(Budget.Scope scope) {
        budgets(budget("b", scope, 20L, null, null, null, Budget.Mode.HARD));
        ids = new ContextIds("v", "c", "u");
        Execution execution = begin("Agent");
        call(10);
        call(10);
        BudgetExceededException refusal = refused();
        recorder.threw(execution, refusal);

        assertThat(refusal.budget()).isEqualTo("b");
        assertThat(refusal.scope()).isEqualTo(scope.text());
        assertThat(refusal.limit()).isEqualTo("max-tokens");
        assertThat(refusal.allowed()).isEqualByComparingTo("20");
        assertThat(refusal.used()).isEqualByComparingTo("20");
        assertThat(refusal.key())
                .isEqualTo(
                        switch (scope) {
                            case EXECUTION_TREE -> execution.id().toString();
                            case AGENT -> "Agent";
                            case VAULT -> "v";
                            case USER -> "u";
                        });
        assertThat(refusal).hasMessageContaining("'b'").hasMessageContaining("max-tokens is 20");
        assertThat(execution.llmCalls()).hasSize(2);
        assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(events(execution)).containsExactly("budget b exceeded");
        assertThat(heard).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Budget.Scope.class)
    void refusesCallsBeyondAHardBudgetOfCostAndOfCalls(Budget.Scope scope) {
        ids = new ContextIds("v", "c", "u");
        budgets(budget("cost", scope, null, "0.05", null, null, Budget.Mode.HARD));
        Execution dear = begin("Agent");
        call(50_000);
        assertThat(refused().limit()).isEqualTo("max-cost-usd");
        recorder.returned(dear, "");

        budgets(budget("calls", scope, null, null, 2L, null, Budget.Mode.HARD));
        Execution many = begin("Agent");
        call(1);
        recorder.llm().begin(request()).failed(new IllegalStateException("503"), LlmReply.NONE);
        BudgetExceededException refusal = refused();
        assertThat(refusal.limit()).isEqualTo("max-calls");
        assertThat(refusal.used()).as("failed calls count too").isEqualByComparingTo("2");
        recorder.returned(many, "");
    }

    @ParameterizedTest
    @EnumSource(Budget.Scope.class)
    void tellsOfASoftBudgetOnceAnExecutionAndLetsCallsPass(Budget.Scope scope) {
        ids = new ContextIds("v", "c", "u");
        budgets(
                budget("tokens", scope, 15L, null, null, null, Budget.Mode.SOFT),
                budget("calls", scope, null, null, 1L, null, Budget.Mode.SOFT),
                budget("cost", scope, null, "0.000015", null, null, Budget.Mode.SOFT));
        Execution execution = begin("Agent");
        call(10);
        assertThat(heard).isEmpty();
        call(10);
        call(10);
        recorder.returned(execution, "");

        assertThat(execution.llmCalls()).hasSize(3);
        assertThat(events(execution))
                .containsExactlyInAnyOrder("budget tokens exceeded", "budget calls exceeded", "budget cost exceeded");
        assertThat(heard)
                .extracting(BudgetListener.Exceeded::limit)
                .containsExactlyInAnyOrder("max-tokens", "max-calls", "max-cost-usd");
    }

    @Test
    void countsTheWholeTreeAlsoWhatItsChildrenCallOnOtherThreads() throws Exception {
        budgets(budget("tree", Budget.Scope.EXECUTION_TREE, 30L, null, null, null, Budget.Mode.HARD));
        Execution root = begin("Root");
        call(10);
        CurrentExecution.Handle handle = CurrentExecution.capture();
        onAnotherThread(() -> {
            try (CurrentExecution.Scope scope = CurrentExecution.enter(handle)) {
                Execution child = begin("Child");
                call(20);
                recorder.returned(child, "");
            }
        });
        assertThat(refused().used()).isEqualByComparingTo("30");
        recorder.returned(root, "");

        Execution other = begin("Root");
        call(10);
        recorder.returned(other, "");
    }

    @Test
    void refusesCallsTooDeepInTheTree() {
        budgets(budget("depth", Budget.Scope.EXECUTION_TREE, null, null, null, 1, Budget.Mode.HARD));
        Execution root = begin("Root");
        Execution child = begin("Child");
        call(1);
        Execution grandchild = begin("Grandchild");
        BudgetExceededException refusal = refused();
        assertThat(refusal.limit()).isEqualTo("max-depth");
        assertThat(refusal.used()).isEqualByComparingTo("2");
        recorder.returned(grandchild, "");
        call(1);
        recorder.returned(child, "");
        recorder.returned(root, "");
    }

    @Test
    void letsNoMoreParallelCallsPassThanThereMayBe() throws Exception {
        budgets(
                budget("first", Budget.Scope.AGENT, null, null, 1_000L, null, Budget.Mode.HARD),
                budget("tree", Budget.Scope.EXECUTION_TREE, null, null, 50L, null, Budget.Mode.HARD));
        Execution root = begin("Root");
        CurrentExecution.Handle handle = CurrentExecution.capture();
        AtomicInteger passed = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(threads.submit(() -> {
                    try (CurrentExecution.Scope scope = CurrentExecution.enter(handle)) {
                        for (int call = 0; call < 25; call++) {
                            try {
                                call(1);
                                passed.incrementAndGet();
                            } catch (BudgetExceededException refusal) {
                                refused.incrementAndGet();
                            }
                        }
                    }
                }));
            }
            for (Future<?> thread : all) {
                thread.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(passed).hasValue(50);
        assertThat(refused).hasValue(150);
        assertThat(root.llmCalls()).hasSize(50);
        assertThat(heard).hasSize(150);
        assertThat(events(root)).containsExactly("budget tree exceeded");

        // what the first budget had counted of calls that the second refused was given back
        recorder.returned(root, "");
        budgetsKept(950);
    }

    @Test
    void countsACallEverywhereThatItCannotKeepAnyoneFrom() {
        budgets(
                budget("before", Budget.Scope.AGENT, null, null, 4L, null, Budget.Mode.HARD),
                budget("hard", Budget.Scope.AGENT, null, null, 1L, null, Budget.Mode.HARD),
                budget("after", Budget.Scope.AGENT, null, null, 2L, null, Budget.Mode.SOFT));
        Execution execution = begin("Agent");
        for (int i = 0; i < 4; i++) {
            recorder.llm().beginAnyway(request()).answered(LlmReply.NONE);
        }
        assertThat(execution.llmCalls()).hasSize(4);
        assertThat(events(execution)).containsExactly("budget hard exceeded", "budget after exceeded");
        assertThat(heard).extracting(exceeded -> exceeded.used().intValue()).containsExactly(2, 3, 3, 4);
        assertThat(refused().budget()).isEqualTo("before");
        recorder.returned(execution, "");
        assertThat(faults.count()).isZero();
    }

    private void budgetsKept(int left) {
        for (int i = 0; i < left; i++) {
            Execution execution = begin("Root");
            call(0);
            recorder.returned(execution, "");
        }
        Execution execution = begin("Root");
        assertThat(refused().budget()).isEqualTo("first");
        recorder.returned(execution, "");
    }

    @Test
    void beginsAnewWithEachWindowOfTheWallClock() {
        time.set(Instant.parse("2026-11-25T10:59:00Z"));
        Budget hourly = new Budget(
                "hourly", Budget.Scope.VAULT, Set.of(), 10L, null, null, null, Duration.ofHours(1), Budget.Mode.HARD);
        budgets(hourly);
        ids = new ContextIds("v", null, null);
        Execution execution = begin("Agent");
        call(10);
        refused();
        time.advance(Duration.ofMinutes(2));
        call(10);
        refused();
        time.advance(Duration.ofMinutes(58));
        refused();
        time.advance(Duration.ofMinutes(1));
        call(10);
        recorder.returned(execution, "");
    }

    @Test
    void keepsVaultsApartAndLeavesOutWhatHasNone() {
        budgets(budget("vault", Budget.Scope.VAULT, null, null, 1L, null, Budget.Mode.HARD));
        for (String vault : List.of("a", "b")) {
            ids = new ContextIds(vault, null, null);
            Execution execution = begin("Agent");
            call(1);
            assertThat(refused().key()).isEqualTo(vault);
            recorder.returned(execution, "");
        }
        ids = null;
        Execution without = begin("Agent");
        call(1);
        call(1);
        recorder.returned(without, "");
    }

    @Test
    void countsOnlyTheAgentsItIsFor() {
        budgets(new Budget(
                "one",
                Budget.Scope.AGENT,
                Set.of(TrackingSwitches.plainName("Dear-Agent")),
                null,
                null,
                1L,
                null,
                null,
                Budget.Mode.HARD));
        Execution cheap = begin("CheapAgent");
        call(1);
        call(1);
        recorder.returned(cheap, "");
        Execution dear = begin("DearAgent");
        call(1);
        refused();
        recorder.returned(dear, "");
    }

    @Test
    void saysSoWhereAStreamedCallWithoutUsageCountsAsNothing() {
        budgets(budget("tokens", Budget.Scope.AGENT, 10L, "1", 2L, null, Budget.Mode.HARD));
        Execution execution = begin("Agent");
        for (int i = 0; i < 2; i++) {
            OpenLlmCall open = recorder.llm().begin(request());
            open.chunk();
            open.answered(new LlmReply(null, "hi", List.of(), "stop", null, null));
        }
        assertThat(execution.llmCalls().get(0).answer().cost()).isNull();
        assertThat(refused().limit()).isEqualTo("max-calls");
        recorder.returned(execution, "");
        assertThat(events(execution))
                .containsExactly("budget tokens counts a call as nothing", "budget tokens exceeded");
    }

    @Test
    void refusesACallOutsideAnyExecutionAndRecordsThatItDid() {
        budgets(budget("calls", Budget.Scope.AGENT, null, null, 0L, null, Budget.Mode.HARD));
        refused();
        assertThat(ended).hasSize(1);
        assertThat(ended.get(0).failure()).isInstanceOf(BudgetExceededException.class);
        assertThat(ended.get(0).llmCalls()).isEmpty();
    }

    @Test
    void refusesACallThatIsToldByHand() {
        budgets(budget("calls", Budget.Scope.AGENT, null, null, 0L, null, Budget.Mode.HARD));
        Execution execution = begin("Agent");
        assertThatExceptionOfType(BudgetExceededException.class)
                .isThrownBy(() -> Tracking.current().llmRequest("gpt-4o", "hello"));
        recorder.returned(execution, "");
    }

    @Test
    void pricesEachAttemptOfARetriedCallAndTheRoutedOneByWhoAnswered() {
        budgets();
        Execution execution = begin("Agent");
        recorder.llm()
                .begin(request())
                .failed(
                        new IllegalStateException("cut off"),
                        new LlmReply(null, "h", List.of(), null, null, new LlmCall.Usage(1_000, 1, 0, 0, 0)));
        recorder.llm()
                .begin(request())
                .answered(new LlmReply(
                        null,
                        "hi",
                        List.of(),
                        "stop",
                        "gpt-4o-mini-2024-07-18",
                        new LlmCall.Usage(1_000, 100, 0, 0, 0)));
        recorder.returned(execution, "");
        assertThat(execution.llmCalls())
                .extracting(call -> call.answer().cost().usd())
                .containsExactly(new BigDecimal("0.00251"), new BigDecimal("0.00021"));
        assertThat(faults.count()).isZero();
    }

    @Test
    void keepsNoMoreKeysThanItMayAndNothingOfTrees() {
        BudgetAccounts users =
                new BudgetAccounts(budget("u", Budget.Scope.USER, 1L, null, null, null, Budget.Mode.HARD));
        BudgetAccounts trees =
                new BudgetAccounts(budget("t", Budget.Scope.EXECUTION_TREE, 1L, null, null, null, Budget.Mode.HARD));
        budgets();
        for (int i = 0; i < BudgetAccounts.MAX_KEYS + 500; i++) {
            Execution execution = begin("Agent");
            users.of(execution, "user-" + i);
            assertThat(trees.of(execution, "x")).isSameAs(trees.of(execution, "x"));
            recorder.returned(execution, "");
        }
        assertThat(users.size()).isEqualTo(BudgetAccounts.MAX_KEYS);
        assertThat(trees.size()).isZero();
    }

    private void budgets(Budget... budgets) {
        accounting =
                new PricedLlmCalls(ModelPrices.of(List.of(), true), new LlmBudgets(List.of(budgets), this::hear, time));
    }

    private synchronized void hear(BudgetListener.Exceeded exceeded) {
        heard.add(exceeded);
    }

    private static Budget budget(
            String name,
            Budget.Scope scope,
            @Nullable Long tokens,
            @Nullable String cost,
            @Nullable Long calls,
            @Nullable Integer depth,
            Budget.Mode mode) {
        return new Budget(
                name, scope, Set.of(), tokens, cost == null ? null : new BigDecimal(cost), calls, depth, null, mode);
    }

    private Execution begin(String agent) {
        return (Execution) recorder.enter(
                TrackedMethod.of(LlmBudgetsTest.class, agent, "run").execution().build());
    }

    /** A call that uses so many tokens of input: a dollar a million. */
    private void call(long tokens) {
        recorder.llm()
                .begin(new LlmRequest(LlmRequest.CHAT, "anthropic", "claude-haiku-4-5", false, Map.of()))
                .answered(new LlmReply(null, "hi", List.of(), "stop", null, new LlmCall.Usage(tokens, 0, 0, 0, 0)));
    }

    private BudgetExceededException refused() {
        BudgetExceededException refusal = catchThrowableOfType(
                BudgetExceededException.class, () -> recorder.llm().begin(request()));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    private static LlmRequest request() {
        return new LlmRequest(LlmRequest.CHAT, "openai", "gpt-4o", true, Map.of());
    }

    private static void onAnotherThread(Runnable work) throws InterruptedException {
        List<Throwable> failures = new ArrayList<>();
        Thread thread = new Thread(work);
        thread.setUncaughtExceptionHandler((where, failure) -> failures.add(failure));
        thread.start();
        thread.join();
        assertThat(failures).isEmpty();
    }

    private static List<String> events(Execution execution) {
        List<String> events = new ArrayList<>();
        for (LogEntry entry = execution.firstEntry(); entry != null; entry = entry.next()) {
            if (entry instanceof LoggedEvent event) {
                events.add(event.message());
            }
        }
        return events;
    }
}
