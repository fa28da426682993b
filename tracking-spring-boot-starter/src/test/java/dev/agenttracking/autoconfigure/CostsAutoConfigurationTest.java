// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.agenttracking.BudgetExceededException;
import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.Tracking;
import dev.agenttracking.execution.LlmAccounting;
import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.llm.BudgetListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class CostsAutoConfigurationTest {

    private static final long NOW = 1_795_000_000_000L;

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    AopAutoConfiguration.class,
                    CostsAutoConfiguration.class,
                    MetricsAutoConfiguration.class,
                    TrackingAutoConfiguration.class))
            .withPropertyValues("tracking.store=none");

    @Test
    void pricesByTheLibrarysTable() {
        runner.run(context -> {
            LlmCall.Cost cost = cost(context.getBean(LlmAccounting.class), "openai", "gpt-4o");
            assertThat(cost.usd()).isEqualByComparingTo("0.0035");
            assertThat(cost.priceVersion()).isEqualTo("2026-11-25");
        });
    }

    @Test
    void pricesByTheApplicationsOwnPricesFirst() {
        runner.withPropertyValues(
                        "tracking.pricing.models[0].model=llama*",
                        "tracking.pricing.models[0].provider=ollama",
                        "tracking.pricing.models[0].input=0",
                        "tracking.pricing.models[0].output=0",
                        "tracking.pricing.models[1].model=gpt-4o",
                        "tracking.pricing.models[1].input=1.5",
                        "tracking.pricing.models[1].cached-input=0.5",
                        "tracking.pricing.models[1].output=6",
                        "tracking.pricing.models[1].valid-from=2026-01-01",
                        "tracking.pricing.models[1].long-context.above=900",
                        "tracking.pricing.models[1].long-context.input=3",
                        "tracking.pricing.models[1].long-context.output=12")
                .run(context -> {
                    LlmAccounting accounting = context.getBean(LlmAccounting.class);
                    assertThat(cost(accounting, "ollama", "llama3.2").usd()).isEqualByComparingTo("0");
                    assertThat(cost(accounting, "openai", "gpt-4o").usd()).isEqualByComparingTo("0.0042");
                    assertThat(cost(accounting, "openai", "gpt-4o").priceVersion())
                            .isEqualTo("own:2026-01-01");
                });
    }

    @Test
    void leavesAccountingToAnApplicationThatDoesItItself() {
        LlmAccounting own = new LlmAccounting() {};
        runner.withBean(LlmAccounting.class, () -> own)
                .run(context -> assertThat(context.getBean(LlmAccounting.class)).isSameAs(own));
    }

    @Test
    void isNotThereWhileTrackingIsOff() {
        runner.withPropertyValues("tracking.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(LlmAccounting.class));
    }

    @Test
    void refusesBeyondAHardBudgetAndCountsThatInTheMeter() {
        AtomicInteger heard = new AtomicInteger();
        runner.withPropertyValues(
                        "tracking.budgets.mine.scope=agent",
                        "tracking.budgets.mine.agents=hand-made",
                        "tracking.budgets.mine.max-calls=1",
                        "tracking.budgets.mine.window=1d",
                        "tracking.budgets.mine.mode=hard")
                .withBean(SimpleMeterRegistry.class)
                .withBean("failing", BudgetListener.class, () -> exceeded -> {
                    throw new IllegalStateException("a listener's own");
                })
                .withBean("counting", BudgetListener.class, () -> exceeded -> heard.incrementAndGet())
                .run(context -> {
                    ExecutionTracker tracker = context.getBean(ExecutionTracker.class);
                    tracker.track(ExecutionSpec.of("HandMade", "run"), () -> {
                        Tracking.current().llmRequest("gpt-4o", "one");
                        Tracking.current().llmResponse("answer", null);
                        assertThatExceptionOfType(BudgetExceededException.class)
                                .isThrownBy(() -> Tracking.current().llmRequest("gpt-4o", "two"));
                        return "";
                    });
                    assertThat(heard).hasValue(1);
                    assertThat(context.getBean(MeterRegistry.class)
                                    .get("tracking.budget.exceeded")
                                    .tag("budget", "mine")
                                    .tag("mode", "hard")
                                    .counter()
                                    .count())
                            .isEqualTo(1);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "tracking.pricing.models[0].input, -1",
        "tracking.pricing.models[0].input, lots",
        "tracking.pricing.models[0].output, 0.0000001",
        "tracking.pricing.models[0].cached-input, 1000001",
        "tracking.pricing.models[0].valid-from, yesterday",
        "tracking.pricing.models[0].model, ' '",
        "tracking.pricing.models[0].long-context.above, 0",
        "tracking.pricing.built-in, perhaps",
        "tracking.budgets.b.scope, planet",
        "tracking.budgets.b.mode, medium",
        "tracking.budgets.b.max-tokens, -1",
        "tracking.budgets.b.max-cost-usd, -0.5",
        "tracking.budgets.b.max-calls, -2",
        "tracking.budgets.b.max-depth, -3",
        "tracking.budgets.b.window, 1ms",
    })
    void stopsTheStartAtABadValueAndNamesTheProperty(String property, String value) {
        runner.withPropertyValues(
                        "tracking.pricing.models[0].model=m",
                        "tracking.pricing.models[0].input=1",
                        "tracking.budgets.b.scope=vault",
                        "tracking.budgets.b.max-calls=5")
                .withPropertyValues(property + "=" + value)
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .satisfies(failure -> assertThat(messages(failure)).contains(property)));
    }

    @ParameterizedTest
    @CsvSource({
        "tracking.budgets.b.max-calls=5, tracking.budgets.b.scope",
        "tracking.budgets.b.scope=vault, tracking.budgets.b",
        "tracking.pricing.models[0].model=m, tracking.pricing.models[0].input",
    })
    void stopsTheStartWhereSomethingIsMissing(String given, String missing) {
        runner.withPropertyValues(given)
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .satisfies(failure -> assertThat(messages(failure)).contains(missing)));
    }

    private static LlmCall.Cost cost(LlmAccounting accounting, String provider, String model) {
        return accounting.cost(
                new LlmCall.Sent("chat", provider, model, false, null, false),
                model,
                new LlmCall.Usage(1_000, 100, 0, 0, 0),
                NOW);
    }

    private static String messages(Throwable failure) {
        StringBuilder messages = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            messages.append(cause).append('\n');
        }
        return messages.toString();
    }
}
