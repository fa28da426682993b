// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.annotation.EndedCall;
import dev.agenttracking.annotation.ValidationHooks;
import dev.agenttracking.autoconfigure.MetricsAutoConfiguration;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.Violation;
import dev.agenttracking.testing.CollectingSink;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What the processor generates from {@code @Stage(response = …)}, in an application. */
class ResponseContractsTest {

    private static final String BROKEN = """
            Here it is:
            ```json
            {"name": "Maren", "traits": [{"label": "calm", "weight": 1}, {"weight": "heavy"}]}
            ```
            """;

    private static final List<Violation> FOUND = List.of(
            new Violation(Violation.RESPONSE, "stage 'llm_call': $.traits[1].label: is missing"),
            new Violation(Violation.RESPONSE, "stage 'llm_call': $.traits[1].weight: must be a number, is text"));

    private final CollectingSink sink = new CollectingSink();
    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class, TrackingAutoConfiguration.class))
            .withBean(CollectingSink.class, () -> sink)
            .withBean(ProfileAgent.class);

    @Test
    void namesEachFaultByItsPlaceAndCountsIt() {
        contexts.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run(context -> {
            context.getBean(ProfileAgent.class).run(BROKEN);

            Execution execution = sink.executions(1).get(0);
            assertThat(execution.findings().violations()).isEqualTo(FOUND);
            assertThat(execution.findings().quality().errors())
                    .containsExactly("$.traits[1].label: is missing", "$.traits[1].weight: must be a number, is text");
            assertThat(context.getBean(MeterRegistry.class)
                            .get("agent.violations")
                            .tags("agent", "ProfileAgent", "kind", "response")
                            .counter()
                            .count())
                    .isEqualTo(2);
        });
    }

    @Test
    void saysNothingOfASensitiveTextButThatItIsNotAsDeclared() {
        contexts.run(context -> {
            context.getBean(ProfileAgent.class).runSecretly(BROKEN);

            assertThat(sink.executions(1).get(0).findings().quality().errors())
                    .containsExactly("is not as declared in 2 places");
        });
    }

    @Test
    void checksTextThatComesLater() {
        contexts.run(context -> {
            CompletableFuture<String> answer = new CompletableFuture<>();
            CompletableFuture<String> result =
                    context.getBean(ProfileAgent.class).runLater(answer);
            answer.complete(BROKEN);

            assertThat(result).isCompletedWithValue(BROKEN);
            assertThat(sink.executions(1).get(0).findings().violations()).isEqualTo(FOUND);
        });
    }

    @Test
    void saysNothingAgainstTextThatKeepsItsContract() {
        contexts.withClassLoader(new FilteredClassLoader(MeterRegistry.class)).run(context -> {
            context.getBean(ProfileAgent.class).run("{\"name\": \"Maren\", \"traits\": []}");

            assertThat(sink.executions(1).get(0).findings().quality().errors()).isEmpty();
        });
    }

    @Test
    void takesTheHooksAmongTheApplicationsBeans() {
        contexts.withBean("own", ValidationHooks.class, OwnHooks::new).run(context -> {
            context.getBean(ProfileAgent.class).run("{\"name\": \"Maren\", \"traits\": []}");

            assertThat(sink.executions(1).get(0).findings().violations())
                    .containsExactly(new Violation(Violation.HOOK, "calls no model"));
        });
    }

    private static final class OwnHooks implements ValidationHooks {

        @Override
        public String agent() {
            return "ProfileAgent";
        }

        @Override
        public List<String> check(EndedCall call) {
            return call.llmCalls() == 0 ? List.of("calls no model") : List.of();
        }
    }
}
