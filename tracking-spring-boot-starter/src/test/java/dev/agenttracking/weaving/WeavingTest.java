// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.Tracking;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.annotation.VaultId;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.testing.CollectingSink;
import dev.agenttracking.weaving.agents.AlphaAgent;
import dev.agenttracking.weaving.agents.Answering;
import dev.agenttracking.weaving.agents.BetaAgent;
import dev.agenttracking.weaving.agents.PoetAgent;
import dev.agenttracking.weaving.agents.PoetAgent$$Tracked;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

@ExtendWith(OutputCaptureExtension.class)
class WeavingTest {

    private static final UUID VAULT = UUID.fromString("00000000-0000-4000-8000-000000000001");

    private final CollectingSink sink = new CollectingSink();
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, TrackingAutoConfiguration.class))
            .withBean(CollectingSink.class, () -> sink);

    @Test
    void tracksSelfCallsOfARegisteredClassThroughItsGeneratedSubclass() {
        runner.withBean(PoetAgent.class).run(context -> {
            PoetAgent poet = context.getBean(PoetAgent.class);
            assertThat(poet.getClass().getName()).isEqualTo(PoetAgent.class.getName() + "$$Tracked");
            assertThat(poet.isReady()).isTrue();

            assertThat(poet.run(VAULT, "c1", "the sea")).isEqualTo("plain about the sea");

            Execution execution = sink.executions(1).get(0);
            assertThat(execution.method()).hasToString("PoetAgent.run");
            assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
            assertThat(execution.vaultId()).isEqualTo(VAULT.toString());
            assertThat(execution.conversationId()).isEqualTo("c1");
            assertThat(execution.input()).containsExactly(entry("theme", "the sea"));
            assertThat(execution.output()).isEqualTo("plain about the sea");
            assertThat(execution.method().tags()).containsExactly("verse", "test");
            assertThat(CollectingSink.stages(execution)).containsExactly("should_respond", "llm_prepare");
            assertThat(execution.verdict().score()).isEqualTo(0.9);
        });
    }

    @Test
    void tracksABeanMethodsBeanThroughTheAdvisorWithoutItsSelfCalls() {
        runner.withUserConfiguration(PoetConfiguration.class).run(context -> {
            PoetAgent poet = context.getBean(PoetAgent.class);
            assertThat(AopUtils.isCglibProxy(poet)).isTrue();

            assertThat(poet.run(VAULT, "c1", "the sea")).isEqualTo("plain about the sea");

            Execution execution = sink.executions(1).get(0);
            assertThat(execution.method()).hasToString("PoetAgent.run");
            assertThat(execution.vaultId()).isEqualTo(VAULT.toString());
            assertThat(execution.conversationId()).isEqualTo("c1");
            assertThat(execution.input()).containsExactly(entry("theme", "the sea"));
            assertThat(execution.output()).isEqualTo("plain about the sea");
            assertThat(execution.method().tags()).containsExactly("verse", "test");
            assertThat(execution.method().hooks()).isNull();
        });
    }

    @Test
    void saysThatAProxyDoesNotSeeAnAgentsOwnQuestion(CapturedOutput output) {
        runner.withUserConfiguration(PoetConfiguration.class).run(context -> context.getBean(PoetAgent.class));
        assertThat(output).containsOnlyOnce("PoetAgent is tracked by a proxy");
    }

    @Test
    void tracksTheGeneratedSubclassThatABeanMethodReturns() {
        runner.withUserConfiguration(TrackedPoetConfiguration.class).run(context -> {
            context.getBean(PoetAgent.class).run(VAULT, "c1", " ");
            assertThat(sink.executions(1)).extracting(Execution::status).containsExactly(ExecutionStatus.SKIPPED);
        });
    }

    @Test
    void endsAsSkippedWhereTheAgentDeclines() {
        runner.withBean(PoetAgent.class).run(context -> {
            assertThat(context.getBean(PoetAgent.class).run(VAULT, "c1", " ")).isNull();
            Execution execution = sink.executions(1).get(0);
            assertThat(execution.status()).isEqualTo(ExecutionStatus.SKIPPED);
            assertThat(execution.verdict().reasoning()).isEqualTo("no theme");
        });
    }

    @Test
    void keepsProxiesOfClassesWhereTheApplicationWantsProxiesOfInterfaces() {
        runner.withBean(PoetAgent.class)
                .withPropertyValues("spring.aop.proxy-target-class=false", "spring.aop.auto=false")
                .withUserConfiguration(AsyncConfiguration.class)
                .withBean(AsyncAgent.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    context.getBean(AsyncAgent.class).run();
                    assertThat(sink.executions(1).get(0).method()).hasToString("AsyncAgent.run");
                });
    }

    @Test
    void tracksCallsThroughAGenericInterface() {
        runner.withUserConfiguration(GenericConfiguration.class).run(context -> {
            Generic<String, ?> generic = context.getBean(Exclaiming.class);
            assertThat(generic.run("x")).isEqualTo("x!");
            assertThat(sink.executions(1).get(0).method()).hasToString("Exclaiming.run");
        });
    }

    @Test
    void letsTheSameExceptionThrough() {
        runner.withBean(PoetAgent.class).run(context -> {
            assertThatThrownBy(() -> context.getBean(PoetAgent.class).run(VAULT, "c1", "fail"))
                    .isInstanceOf(IOException.class)
                    .satisfies(thrown ->
                            assertThat(sink.executions(1).get(0).failure()).isSameAs(thrown));
        });
    }

    @Test
    void namesInheritedAgentsAfterTheirOwnClass() {
        runner.withBean(AlphaAgent.class)
                .withUserConfiguration(BetaConfiguration.class)
                .run(context -> {
                    context.getBean(AlphaAgent.class).run("a");
                    context.getBean(BetaAgent.class).run("b");
                    context.getBean(AlphaAgent.class).answer("ann", "c");
                    context.getBean(BetaAgent.class).answer("bob", "d");

                    List<Execution> executions = sink.executions(4);
                    assertThat(executions)
                            .extracting(execution -> execution.method().toString())
                            .containsExactly(
                                    "AlphaAgent.run", "BetaAgent.run", "AlphaAgent.answer", "BetaAgent.answer");
                    assertThat(executions).extracting(Execution::userId).containsExactly(null, null, "ann", "bob");
                    assertThat(CollectingSink.stages(executions.get(0))).containsExactly("pre_process");
                });
    }

    @Test
    void tracksAJdkProxyUnderTheNameOfItsInterface() {
        runner.withUserConfiguration(ProxyConfiguration.class).run(context -> {
            assertThat(context.getBean(Answering.class).answer("ann", "why")).isEqualTo("proxied");
            Execution execution = sink.executions(1).get(0);
            assertThat(execution.method()).hasToString("Answering.answer");
            assertThat(execution.userId()).isEqualTo("ann");
        });
    }

    @Test
    void leavesClassesAloneThatAProxyWouldBreak() {
        runner.withUserConfiguration(FinalConfiguration.class).run(context -> {
            assertThat(context.getBean(FinalMethodAgent.class).content()).isEqualTo("gold");
            assertThat(AopUtils.isAopProxy(context.getBean(FinalMethodAgent.class)))
                    .isFalse();
        });
    }

    @Test
    void leavesTheUsersOwnClassInPlaceWhenSwitchedOff() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        runner.withBean(PoetAgent.class)
                .withUserConfiguration(BetaConfiguration.class)
                .withPropertyValues("tracking.enabled=false")
                .run(context -> {
                    assertThat(context.getBean(PoetAgent.class).getClass()).isSameAs(PoetAgent.class);
                    assertThat(context.getBean(BetaAgent.class).getClass()).isSameAs(BetaAgent.class);
                    assertThat(context.getBean(PoetAgent.class).run(VAULT, "c", "x"))
                            .isEqualTo("plain about x");
                    assertThat(context.getBean(ExecutionTracker.class)
                                    .track(ExecutionSpec.of("a", "b"), () -> "result"))
                            .isEqualTo("result");
                    assertThat(Tracking.current().id()).isNull();
                    assertThat(Thread.getAllStackTraces().keySet())
                            .filteredOn(thread -> thread.getName().equals("tracking-writer"))
                            .isSubsetOf(before);
                    assertThat(sink.names()).isEmpty();
                });
    }

    @Test
    void recordsWhatIsTrackedByHandWithItsChildren() {
        runner.withBean(PoetAgent.class).run(context -> {
            ExecutionTracker tracker = context.getBean(ExecutionTracker.class);
            String result = tracker.track(
                    ExecutionSpec.of("Router", "route")
                            .withInput(Map.of("q", "?"))
                            .withIds("v", null, "u"),
                    () -> {
                        Tracking.current().event("INFO", "asking", Map.of("count", 1));
                        Tracking.current().stage("pick", () -> {});
                        Tracking.current().llmRequest("model-1", "hello");
                        Tracking.current().llmResponse("hi", null);
                        return context.getBean(PoetAgent.class).run(VAULT, "c", "x");
                    });
            assertThat(result).isEqualTo("plain about x");
            List<Execution> executions = sink.executions(2);
            Execution poet = executions.get(0);
            Execution router = executions.get(1);
            assertThat(poet.parent()).isSameAs(router);
            assertThat(poet.userId()).isEqualTo("u");
            assertThat(poet.vaultId()).isEqualTo(VAULT.toString());
            assertThat(router.input()).containsExactly(entry("q", "?"));
            assertThat(CollectingSink.stages(router)).containsExactly("pick", "llm_call");
            assertThat(router.llmCalls()).hasSize(1);
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class PoetConfiguration {
        @Bean
        PoetAgent poet() {
            return new PoetAgent();
        }
    }

    @EnableAsync
    @Configuration(proxyBeanMethods = false)
    static class AsyncConfiguration {}

    static class AsyncAgent implements InitializingBean {
        @Async
        @TrackExecution
        public void run() {}

        @Override
        public void afterPropertiesSet() {}
    }

    interface Generic<I, O> {
        @TrackExecution
        O run(I input);
    }

    static class Exclaiming implements Generic<String, String> {
        @Override
        public String run(String input) {
            return input + "!";
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class GenericConfiguration {
        @Bean
        Exclaiming exclaiming() {
            return new Exclaiming();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TrackedPoetConfiguration {
        @Bean
        PoetAgent poet() {
            return new PoetAgent$$Tracked();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class BetaConfiguration {
        @Bean
        BetaAgent beta() {
            return new BetaAgent();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ProxyConfiguration {
        @Bean
        Answering answering() {
            return (Answering) Proxy.newProxyInstance(
                    Answering.class.getClassLoader(),
                    new Class<?>[] {Answering.class},
                    (proxy, method, arguments) -> "proxied");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class FinalConfiguration {
        @Bean
        FinalMethodAgent finalMethodAgent() {
            return new FinalMethodAgent();
        }
    }

    static class FinalMethodAgent {
        private final String content = "gold";

        public final String content() {
            return content;
        }

        @TrackExecution
        public String run(@VaultId String vault) {
            return think() + vault;
        }

        @Stage(ExecutionStage.PRE_PROCESS)
        String think() {
            return content;
        }
    }
}
