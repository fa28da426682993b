// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.Tracking;
import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.testing.CollectingSink;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.constraints.NotBlank;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.resilience.annotation.ConcurrencyLimit;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;
import org.springframework.validation.beanvalidation.MethodValidationPostProcessor;

/** What else stands on a tracked method runs around its record, whichever way the bean is tracked. */
class LayersTest {

    private final CollectingSink sink = new CollectingSink();
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    AopAutoConfiguration.class, TaskExecutionAutoConfiguration.class, TrackingAutoConfiguration.class))
            .withUserConfiguration(Everything.class)
            .withBean(CollectingSink.class, () -> sink);

    @AfterEach
    void logOut() {
        SecurityContextHolder.clearContext();
    }

    @ParameterizedTest
    @ValueSource(classes = {Woven.class, Advised.class})
    void aHitOfTheCacheIsNoExecution(Class<?> configuration) {
        with(configuration, context -> {
            Layered agent = context.getBean(Layered.class);
            assertThat(agent.cached("a")).isEqualTo("a1");
            assertThat(agent.cached("a")).isEqualTo("a1");
            assertThat(agent.cached("b")).isEqualTo("b2");
            endsWith(context, "Layered.cached", "Layered.cached");
        });
    }

    @ParameterizedTest
    @ValueSource(classes = {Woven.class, Advised.class})
    void anAsynchronousCallRunsOnTheWorkersThreadAsAChildOfItsCaller(Class<?> configuration) {
        with(configuration, context -> {
            String thread = context.getBean(ExecutionTracker.class)
                    .track(
                            ExecutionSpec.of("Caller", "call"),
                            () -> context.getBean(Layered.class).asynchronous().get(10, TimeUnit.SECONDS));
            assertThat(thread).startsWith("task-");

            List<Execution> executions = sink.executions(2);
            assertThat(executions.get(0).method()).hasToString("Layered.asynchronous");
            assertThat(executions.get(0).output()).isEqualTo(thread);
            assertThat(executions.get(0).parent()).isSameAs(executions.get(1));
        });
    }

    @ParameterizedTest
    @ValueSource(classes = {Woven.class, Advised.class})
    void aCallWithInvalidArgumentsIsNoExecution(Class<?> configuration) {
        with(configuration, context -> {
            assertThatThrownBy(() -> context.getBean(Layered.class).validated(" "))
                    .isInstanceOf(ConstraintViolationException.class);
            assertThat(context.getBean(Layered.class).validated("x")).isEqualTo("x");
            endsWith(context, "Layered.validated");
        });
    }

    @ParameterizedTest
    @ValueSource(classes = {Woven.class, Advised.class})
    void anInvalidResultIsThatOfASuccessfulExecution(Class<?> configuration) {
        with(configuration, context -> {
            assertThatThrownBy(() -> context.getBean(Layered.class).answering(" "))
                    .isInstanceOf(ConstraintViolationException.class);
            assertThat(sink.executions(1).get(0).status()).isEqualTo(ExecutionStatus.SUCCESS);
        });
    }

    @ParameterizedTest
    @ValueSource(classes = {Woven.class, Advised.class})
    void aCallThatIsDeniedIsNoExecution(Class<?> configuration) {
        with(configuration, context -> {
            SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("ann", "", "USER"));
            assertThatThrownBy(() -> context.getBean(Layered.class).secured())
                    .isInstanceOf(AccessDeniedException.class);
            SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("bob", "", "ADMIN"));
            assertThat(context.getBean(Layered.class).secured()).isEqualTo("secret");
            endsWith(context, "Layered.secured");
        });
    }

    @ParameterizedTest
    @ValueSource(classes = {Woven.class, Advised.class})
    void aCallThatWaitsForItsTurnHasNotBegun(Class<?> configuration) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            with(configuration, context -> {
                Layered agent = context.getBean(Layered.class);
                CountDownLatch both = new CountDownLatch(2);
                List<CompletableFuture<Void>> calls = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    calls.add(CompletableFuture.runAsync(
                            () -> {
                                both.countDown();
                                agent.limited(both);
                            },
                            threads));
                }
                for (CompletableFuture<Void> call : calls) {
                    call.get(10, TimeUnit.SECONDS);
                }
            });
        } finally {
            threads.shutdownNow();
        }
        List<Execution> executions = sink.executions(2);
        assertThat(executions.get(1).startNanos())
                .isGreaterThanOrEqualTo(executions.get(0).endNanos());
    }

    @ParameterizedTest
    @ValueSource(classes = {Woven.class, Advised.class})
    void anAspectOfTheApplicationRunsAroundTheRecordWhateverItsOrder(Class<?> configuration) {
        with(configuration, context -> {
            context.getBean(Layered.class).observed();
            assertThat(context.getBean(Unordered.class).seen).containsExactly("outside", "outside");
            assertThat(context.getBean(Last.class).seen).containsExactly("outside", "outside");
            assertThat(context.getBean(Changing.class).seen).containsExactly("outside", "outside");
            assertThat(sink.executions(1).get(0).output()).isEqualTo("plain");
        });
    }

    private void with(Class<?> configuration, ContextConsumer<AssertableApplicationContext> use) {
        runner.withUserConfiguration(configuration).run(use);
    }

    /** These, and no more: the last one is in the store. */
    private void endsWith(AssertableApplicationContext context, String... names) throws Exception {
        context.getBean(ExecutionTracker.class).track(ExecutionSpec.of("The", "end"), () -> "");
        List<String> expected = new ArrayList<>(List.of(names));
        expected.add("The.end");
        sink.executions(expected.size());
        assertThat(sink.names()).isEqualTo(expected);
    }

    @EnableCaching
    @EnableAsync
    @EnableMethodSecurity
    @EnableResilientMethods
    @Configuration(proxyBeanMethods = false)
    @Import({Unordered.class, Last.class, Changing.class})
    static class Everything {

        @Bean
        ConcurrentMapCacheManager caches() {
            return new ConcurrentMapCacheManager();
        }

        @Bean
        static LocalValidatorFactoryBean validator() {
            LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean();
            validator.setMessageInterpolator(new ParameterMessageInterpolator());
            return validator;
        }

        @Bean
        static MethodValidationPostProcessor methodValidation(LocalValidatorFactoryBean validator) {
            MethodValidationPostProcessor processor = new MethodValidationPostProcessor();
            processor.setValidator(validator);
            processor.setProxyTargetClass(true);
            return processor;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Layered.class)
    static class Woven {}

    @Configuration(proxyBeanMethods = false)
    static class Advised {

        @Bean
        static Layered layered() {
            return new Layered();
        }
    }

    @Validated
    static class Layered {

        private int calls;

        @Cacheable("answers")
        @TrackExecution
        public String cached(String question) {
            return question + ++calls;
        }

        @Async
        @TrackExecution
        public CompletableFuture<String> asynchronous() {
            return CompletableFuture.completedFuture(Thread.currentThread().getName());
        }

        @TrackExecution
        public String validated(@NotBlank String question) {
            return question;
        }

        @TrackExecution
        public @NotBlank String answering(String answer) {
            return answer;
        }

        @PreAuthorize("hasAuthority('ADMIN')")
        @TrackExecution
        public String secured() {
            return "secret";
        }

        @ConcurrencyLimit(1)
        @TrackExecution(captureInput = false)
        public void limited(CountDownLatch both) {
            try {
                assertThat(both.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @TrackExecution
        public String observed() {
            return "plain";
        }
    }

    /** Says where it is, before and after the call. */
    abstract static class Observing {

        final List<String> seen = new CopyOnWriteArrayList<>();

        Object observe(ProceedingJoinPoint call) throws Throwable {
            note();
            Object result = call.proceed();
            note();
            return result;
        }

        private void note() {
            seen.add(Tracking.current().id() == null ? "outside" : "inside");
        }
    }

    @Aspect
    static class Unordered extends Observing {

        @Around("execution(* dev.agenttracking.weaving.LayersTest.Layered.observed())")
        public Object around(ProceedingJoinPoint call) throws Throwable {
            return observe(call);
        }
    }

    @Aspect
    @Order(Ordered.LOWEST_PRECEDENCE)
    static class Last extends Observing {

        @Around("execution(* dev.agenttracking.weaving.LayersTest.Layered.observed())")
        public Object around(ProceedingJoinPoint call) throws Throwable {
            return observe(call);
        }
    }

    @Aspect
    @Order(0)
    static class Changing extends Observing {

        @Around("execution(* dev.agenttracking.weaving.LayersTest.Layered.observed())")
        public Object around(ProceedingJoinPoint call) throws Throwable {
            return observe(call) + " changed";
        }
    }
}
