// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LogEntry;
import dev.agenttracking.execution.StageRun;
import dev.agenttracking.testing.ClassPathWithout;
import dev.agenttracking.testing.CollectingSink;
import dev.agenttracking.testing.KotlinAgents;
import dev.agenttracking.testing.KotlinScenarios;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** Agents written in Kotlin, whose functions suspend: the same record by the generated subclass and by the proxy. */
class SuspendFunctionsTest {

    private static final int WORKERS = 2;
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final ExecutorService POOL =
            Executors.newFixedThreadPool(WORKERS, task -> new Thread(task, "worker-" + NUMBER.incrementAndGet()));
    private static final Map<Way, ConfigurableApplicationContext> APPLICATIONS = new EnumMap<>(Way.class);

    private CollectingSink sink = new CollectingSink();

    enum Way {
        GENERATED,
        PROXIED
    }

    @AfterEach
    void leavesNothingOnTheThreads() throws Exception {
        assertThat(CurrentExecution.capture().isEmpty()).isTrue();
        CyclicBarrier all = new CyclicBarrier(WORKERS);
        List<Future<Boolean>> clean = Collections.nCopies(WORKERS, 0).stream()
                .map(worker -> POOL.submit(() -> {
                    all.await(10, TimeUnit.SECONDS);
                    return CurrentExecution.capture().isEmpty();
                }))
                .toList();
        for (Future<Boolean> worker : clean) {
            assertThat(worker.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @AfterAll
    static void stop() {
        APPLICATIONS.values().forEach(ConfigurableApplicationContext::close);
        POOL.shutdown();
    }

    @ParameterizedTest
    @EnumSource
    void recordsAFunctionThatDoesNotSuspend(Way way) {
        run(way, scenarios -> {
            assertThat(scenarios.atOnce()).isEqualTo("at once: q");

            Execution execution = sink.executions(1).get(0);
            assertThat(execution.method()).hasToString("PlannerAgent.atOnce");
            assertThat(execution.method().tags()).containsExactly("kotlin");
            assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
            assertThat(execution.vaultId()).isEqualTo("v");
            assertThat(execution.input()).containsOnly(entry("query", "q"), entry("secret", "***"));
            assertThat(execution.output()).isEqualTo("at once: q");
            assertThat(scenarios.seen()).containsExactly(execution.id(), null);
        });
    }

    @ParameterizedTest
    @EnumSource
    void endsWhenTheFunctionIsResumedAndStaysCurrentOverTheSuspension(Way way) {
        run(way, scenarios -> {
            assertThat(scenarios.later()).isEqualTo("later: q");

            Execution execution = sink.executions(1).get(0);
            assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
            assertThat(execution.input()).containsExactly(entry("query", "q"));
            assertThat(execution.output()).isEqualTo("later: q");
            assertThat(execution.endNanos() - execution.startNanos()).isPositive();
            assertThat(scenarios.seen()).containsExactly(execution.id(), execution.id(), null);
        });
    }

    @ParameterizedTest
    @EnumSource
    void followsTheFunctionToAnotherThreadThatMayBeFaster(Way way) {
        run(way, scenarios -> {
            assertThat(scenarios.elsewhere()).isEqualTo("elsewhere");

            Execution execution = sink.executions(1).get(0);
            assertThat(scenarios.seen()).containsExactly(execution.id(), execution.id(), null);
            assertThat(scenarios.threads().get(1))
                    .isNotEqualTo(scenarios.threads().get(0));
        });
    }

    @ParameterizedTest
    @EnumSource
    void resumesTheCallerByTheCallersDispatcher(Way way) {
        run(way, scenarios -> {
            scenarios.tail();

            Execution execution = sink.executions(1).get(0);
            assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
            assertThat(execution.output()).isNull();
            assertThat(scenarios.seen()).containsExactly((UUID) null);
            assertThat(scenarios.threads().get(0)).startsWith("worker-");
        });
    }

    @ParameterizedTest
    @EnumSource
    void leavesTheThreadOfACoroutineThatIsNotDispatchedAnew(Way way) {
        run(way, scenarios -> {
            scenarios.undispatched();

            Execution execution = sink.executions(1).get(0);
            assertThat(scenarios.seen()).containsExactly(execution.id(), execution.id(), null);
        });
    }

    @ParameterizedTest
    @EnumSource
    void failsWithTheFunction(Way way) {
        run(way, scenarios -> {
            assertThat(scenarios.failing())
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("late");

            Execution execution = sink.executions(1).get(0);
            assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
            assertThat(execution.failure()).hasMessage("late");
            assertThat(scenarios.seen()).containsExactly((UUID) null);
        });
    }

    @ParameterizedTest
    @EnumSource
    void isCancelledWithItsJobAndWithTheTimeOfItsCaller(Way way) {
        run(way, scenarios -> {
            assertThat(scenarios.cancelled()).isInstanceOf(CancellationException.class);
            assertThat(scenarios.outOfTime()).isInstanceOf(CancellationException.class);

            assertThat(sink.executions(2)).allSatisfy(execution -> {
                assertThat(execution.status()).isEqualTo(ExecutionStatus.CANCELLED);
                assertThat(execution.failure()).isNull();
            });
        });
    }

    @Test
    void isCancelledBeforeItSuspends() {
        run(Way.GENERATED, scenarios -> {
            assertThat(scenarios.cancelledBefore()).isInstanceOf(CancellationException.class);
            assertThat(sink.executions(1).get(0).status()).isEqualTo(ExecutionStatus.CANCELLED);
        });
    }

    @ParameterizedTest
    @EnumSource
    void runsOutOfItsOwnTime(Way way) {
        run(way, scenarios -> {
            assertThat(scenarios.slow().getClass().getSimpleName()).isEqualTo("TimeoutCancellationException");
            assertThat(sink.executions(1).get(0).status()).isEqualTo(ExecutionStatus.TIMEOUT);
        });
    }

    @ParameterizedTest
    @EnumSource
    void agentsInChildCoroutinesAreChildren(Way way) {
        run(way, scenarios -> {
            assertThat(scenarios.nested()).isEqualTo("later: a, at once: b");

            List<Execution> executions = sink.executions(3);
            Execution editor = executions.get(2);
            assertThat(editor.method()).hasToString("EditorAgent.run");
            assertThat(editor.parent()).isNull();
            assertThat(executions.subList(0, 2)).allSatisfy(child -> {
                assertThat(child.parent()).isSameAs(editor);
                assertThat(child.vaultId()).isEqualTo("own");
            });
            assertThat(executions.subList(0, 2)).extracting(Execution::sequence).containsExactlyInAnyOrder(0, 1);
        });
    }

    @ParameterizedTest
    @EnumSource
    void anAgentCallsOthersInTurnOverSuspensions(Way way) {
        run(way, scenarios -> {
            assertThat(scenarios.inTurn()).isEqualTo("later: after");

            List<Execution> executions = sink.executions(3);
            assertThat(sink.names()).containsExactly("PlannerAgent.tail", "PlannerAgent.later", "EditorAgent.inTurn");
            assertThat(executions.get(0).parent()).isSameAs(executions.get(2));
            assertThat(executions.get(1).parent()).isSameAs(executions.get(2));
        });
    }

    @Test
    void recordsStagesThatAnAgentCallsOnItself() {
        run(Way.GENERATED, scenarios -> {
            assertThat(scenarios.staged()).isEqualTo("answer to prepared q");

            Execution execution = sink.executions(1).get(0);
            assertThat(CollectingSink.stages(execution)).containsExactly("pre_process", "llm_call");
            assertThat(execution.llmCalls()).hasSize(1);
            for (LogEntry entry = execution.firstEntry(); entry != null; entry = entry.next()) {
                assertThat(entry.parent()).isNull();
                assertThat(((StageRun) entry).isOpen()).isFalse();
                assertThat(((StageRun) entry).failure()).isNull();
            }
            assertThat(scenarios.seen()).containsExactly(execution.id());
        });
    }

    @ParameterizedTest
    @EnumSource
    void anAgentThatIsAskedFromOutsideDeclines(Way way) {
        run(way, scenarios -> {
            assertThat(scenarios.routed()).isFalse();

            List<Execution> executions = sink.executions(2);
            Execution skipped = executions.get(0);
            Execution editor = executions.get(1);
            assertThat(skipped.method()).hasToString("PlannerAgent.wants");
            assertThat(skipped.status()).isEqualTo(ExecutionStatus.SKIPPED);
            assertThat(skipped.parent()).isSameAs(editor);
            assertThat(skipped.input()).containsExactly(entry("query", "q"));
            assertThat(editor.decisions()).singleElement().satisfies(decision -> {
                assertThat(decision.agent()).isEqualTo("PlannerAgent");
                assertThat(decision.reason()).isEqualTo("not for q");
            });
        });
    }

    /** Through a proxy of Spring the function runs in a coroutine of its own, which flows refuse. */
    @Test
    void emitsIntoAFlowOfItsCaller() {
        run(Way.GENERATED, scenarios -> {
            assertThat(scenarios.emitting()).containsExactly("a", "b");
            assertThat(sink.executions(1).get(0).status()).isEqualTo(ExecutionStatus.SUCCESS);
        });
    }

    @Test
    void callsItself() {
        run(Way.GENERATED, scenarios -> {
            assertThat(scenarios.recursive()).isEqualTo(3);

            List<Execution> executions = sink.executions(4);
            assertThat(executions).extracting(Execution::depth).containsExactly(3, 2, 1, 0);
            assertThat(executions).extracting(Execution::output).containsExactly(0, 1, 2, 3);
        });
    }

    @ParameterizedTest
    @EnumSource
    void manyAtOnceDoNotMix(Way way) {
        run(way, scenarios -> {
            assertThat(scenarios.manyAtOnce()).hasSize(200);

            List<Execution> executions = sink.executions(600);
            assertThat(executions).extracting(Execution::status).containsOnly(ExecutionStatus.SUCCESS);
            assertThat(executions)
                    .filteredOn(execution -> execution.parent() == null)
                    .hasSize(200);
            assertThat(executions.stream()
                            .filter(execution -> execution.parent() != null)
                            .collect(Collectors.groupingBy(Execution::parent, Collectors.counting())))
                    .hasSize(200)
                    .allSatisfy((editor, children) -> assertThat(children).isEqualTo(2));
        });
    }

    @Test
    void proxiesMeanTheSameWithoutTheBridgeToReactor() throws Exception {
        assertThat((List<?>) ClassPathWithout.call(
                        SuspendFunctionsTest.class,
                        "failuresOfProxies",
                        List.of(KotlinAgents.location()),
                        "kotlinx-coroutines-reactor",
                        "kotlinx-coroutines-reactive"))
                .isEmpty();
    }

    /** Runs the tests with proxies alone. */
    static List<String> failuresOfProxies() throws Exception {
        List<String> failures = new ArrayList<>();
        for (Method test : SuspendFunctionsTest.class.getDeclaredMethods()) {
            if (test.isAnnotationPresent(ParameterizedTest.class)) {
                SuspendFunctionsTest instance = new SuspendFunctionsTest();
                try {
                    test.invoke(instance, Way.PROXIED);
                    instance.leavesNothingOnTheThreads();
                } catch (InvocationTargetException failure) {
                    failures.add(test.getName() + ": " + failure.getCause());
                }
            }
        }
        stop();
        return failures;
    }

    private void run(Way way, Consumer<KotlinScenarios> test) {
        ConfigurableApplicationContext application = APPLICATIONS.computeIfAbsent(way, SuspendFunctionsTest::start);
        KotlinScenarios scenarios = application.getBean(KotlinScenarios.class);
        sink = application.getBean(CollectingSink.class);
        sink.clear();
        scenarios.forget();
        test.accept(scenarios);
    }

    private static ConfigurableApplicationContext start(Way way) {
        ClassLoader loader = KotlinAgents.loader();
        AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext();
        application.setClassLoader(loader);
        application.register(AopAutoConfiguration.class, TrackingAutoConfiguration.class);
        application.registerBean(CollectingSink.class);
        application.registerBean(ExecutorService.class, () -> POOL, definition -> definition.setDestroyMethodName(""));
        register(application, type(loader, "agents.Seen"), Way.GENERATED);
        register(application, type(loader, "agents.PlannerAgent"), way);
        register(application, type(loader, "agents.EditorAgent"), way);
        register(application, type(loader, "agents.Scenarios"), Way.GENERATED);
        application.refresh();
        Object planner = application.getBean(type(loader, "agents.PlannerAgent"));
        assertThat(AopUtils.isAopProxy(planner)).isEqualTo(way == Way.PROXIED);
        return application;
    }

    private static <T> void register(GenericApplicationContext context, Class<T> type, Way way) {
        if (way == Way.GENERATED) {
            context.registerBean(type);
        } else {
            context.registerBean(
                    type,
                    () -> type.cast(context.getAutowireCapableBeanFactory()
                            .autowire(type, AutowireCapableBeanFactory.AUTOWIRE_CONSTRUCTOR, false)));
        }
    }

    private static Class<?> type(ClassLoader loader, String name) {
        try {
            return loader.loadClass(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
