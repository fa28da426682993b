// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.TransactionEnd;
import dev.agenttracking.testing.ClassPathWithout;
import dev.agenttracking.testing.CollectingSink;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.TransactionAspectSupport;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What an execution says of the transaction that it ended in: whether that was not committed, whenever it turns out. */
class TransactionsTest {

    private final CollectingSink sink = new CollectingSink();
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    AopAutoConfiguration.class,
                    DataSourceAutoConfiguration.class,
                    DataSourceTransactionManagerAutoConfiguration.class,
                    TransactionAutoConfiguration.class,
                    TrackingAutoConfiguration.class))
            .withPropertyValues("spring.datasource.url=jdbc:h2:mem:transactions", "tracking.writer.flush-interval=20ms")
            .withBean(CollectingSink.class, () -> sink);

    @ParameterizedTest
    @ValueSource(classes = {Woven.class, Advised.class})
    void runsInsideTheTransactionOfItsMethodAndSaysNothingOfACommit(Class<?> configuration) {
        with(configuration, (clerk, transaction) -> {
            clerk.book(() -> assertThat(TransactionSynchronizationManager.isActualTransactionActive())
                    .isTrue());

            assertThat(endOf(sink.executions(1).get(0))).isEqualTo(TransactionEnd.COMMITTED);
        });
        assertThat(sink.notes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(classes = {Woven.class, Advised.class})
    void saysThatItsOwnExceptionRolledTheTransactionBack(Class<?> configuration) {
        with(
                configuration,
                (clerk, transaction) -> assertThatThrownBy(() -> clerk.book(() -> {
                            throw new IllegalStateException("no");
                        }))
                        .isInstanceOf(IllegalStateException.class));

        Execution execution = sink.executions(1).get(0);
        assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(endOf(execution)).isEqualTo(TransactionEnd.ROLLED_BACK);
    }

    @ParameterizedTest
    @ValueSource(classes = {Woven.class, Advised.class})
    void saysThatItAskedForARollbackItself(Class<?> configuration) {
        with(
                configuration,
                (clerk, transaction) -> assertThat(clerk.book(() -> TransactionAspectSupport.currentTransactionStatus()
                                .setRollbackOnly()))
                        .isEqualTo("booked"));

        Execution execution = sink.executions(1).get(0);
        assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(endOf(execution)).isEqualTo(TransactionEnd.ROLLED_BACK);
    }

    @ParameterizedTest
    @ValueSource(classes = {Woven.class, Advised.class})
    void saysWhatACallerRollsBackAfterItHasBeenStored(Class<?> configuration) {
        with(
                configuration,
                (clerk, transaction) -> transaction.executeWithoutResult(status -> {
                    clerk.book(() -> {});
                    assertThat(endOf(sink.executions(1).get(0))).isNull();
                    status.setRollbackOnly();
                }));

        Execution execution = sink.executions(1).get(0);
        assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(endOf(execution)).isEqualTo(TransactionEnd.ROLLED_BACK);
        await().untilAsserted(() -> assertThat(sink.notes()).containsEntry(execution.id(), TransactionEnd.ROLLED_BACK));
    }

    @ParameterizedTest
    @ValueSource(classes = {Woven.class, Advised.class})
    void saysThatACommitWasRefusedBecauseOfACallThatFailedInside(Class<?> configuration) {
        with(
                configuration,
                (clerk, transaction) -> assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                            clerk.book(() -> {});
                            assertThatThrownBy(() -> clerk.book(() -> {
                                        throw new IllegalStateException("no");
                                    }))
                                    .isInstanceOf(IllegalStateException.class);
                        }))
                        .isInstanceOf(UnexpectedRollbackException.class));

        assertThat(sink.executions(2)).extracting(TransactionsTest::endOf).containsOnly(TransactionEnd.ROLLED_BACK);
    }

    @ParameterizedTest
    @ValueSource(classes = {Woven.class, Advised.class})
    void tellsATransactionApartFromTheOneThatItSuspends(Class<?> configuration) {
        with(
                configuration,
                (clerk, transaction) -> transaction.executeWithoutResult(status -> {
                    clerk.book(() -> {});
                    clerk.bookApart(() -> {});
                    clerk.book(() -> {});
                    status.setRollbackOnly();
                }));

        assertThat(sink.executions(3))
                .extracting(TransactionsTest::endOf)
                .containsExactly(TransactionEnd.ROLLED_BACK, TransactionEnd.COMMITTED, TransactionEnd.ROLLED_BACK);
    }

    @ParameterizedTest
    @ValueSource(classes = {Woven.class, Advised.class})
    void saysWhatWasRolledBackToASavepoint(Class<?> configuration) {
        with(
                configuration,
                (clerk, transaction) -> transaction.executeWithoutResult(status -> {
                    clerk.book(() -> {});
                    clerk.bookNested(() -> {});
                    assertThatThrownBy(() -> clerk.bookNested(() -> {
                                clerk.book(() -> {});
                                throw new IllegalStateException("no");
                            }))
                            .isInstanceOf(IllegalStateException.class);
                    clerk.book(() -> {});
                }));

        assertThat(sink.executions(5))
                .extracting(TransactionsTest::endOf)
                .containsExactly(
                        TransactionEnd.COMMITTED,
                        TransactionEnd.COMMITTED,
                        TransactionEnd.ROLLED_BACK,
                        TransactionEnd.ROLLED_BACK,
                        TransactionEnd.COMMITTED);
    }

    @Test
    void saysWhatWasRolledBackToASavepointThatWasSetBeforeAnyCall() {
        with(
                Woven.class,
                (clerk, transaction) -> transaction.executeWithoutResult(status -> {
                    Object savepoint = status.createSavepoint();
                    clerk.book(() -> {});
                    status.rollbackToSavepoint(savepoint);
                    clerk.book(() -> {});
                }));

        assertThat(sink.executions(2))
                .extracting(TransactionsTest::endOf)
                .containsExactly(TransactionEnd.ROLLED_BACK, TransactionEnd.COMMITTED);
    }

    @ParameterizedTest
    @ValueSource(classes = {Woven.class, Advised.class})
    void saysThatTheCommitFailed(Class<?> configuration) {
        with(
                configuration,
                (clerk, transaction) -> assertThatThrownBy(() ->
                                clerk.book(() -> TransactionSynchronizationManager.registerSynchronization(
                                        new TransactionSynchronization() {
                                            @Override
                                            public void beforeCommit(boolean readOnly) {
                                                throw new IllegalStateException("cannot be flushed");
                                            }
                                        })))
                        .hasMessage("cannot be flushed"));

        Execution execution = sink.executions(1).get(0);
        assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(endOf(execution)).isEqualTo(TransactionEnd.COMMIT_FAILED);
    }

    @Test
    void saysItOfAResultThatEndsAfterTheTransaction() {
        with(Woven.class, (clerk, transaction) -> {
            CompletableFuture<String> result = new CompletableFuture<>();
            transaction.executeWithoutResult(status -> {
                assertThat(clerk.promise(result)).isSameAs(result);
                status.setRollbackOnly();
            });
            assertThat(sink.all()).isEmpty();
            result.complete("late");

            assertThat(endOf(sink.executions(1).get(0))).isEqualTo(TransactionEnd.ROLLED_BACK);
        });
    }

    @Test
    void saysNothingOutsideOfTransactions() {
        with(Woven.class, (clerk, transaction) -> {
            clerk.promise(CompletableFuture.completedFuture("now"));
            transaction.setPropagationBehavior(TransactionTemplate.PROPAGATION_SUPPORTS);
            transaction.executeWithoutResult(status -> {
                assertThat(TransactionSynchronizationManager.isSynchronizationActive())
                        .isTrue();
                clerk.promise(CompletableFuture.completedFuture("now"));
                status.setRollbackOnly();
            });

            assertThat(sink.executions(2)).extracting(Execution::transaction).containsOnlyNulls();
        });
    }

    @Test
    void leavesNothingBehindOnTheThread() {
        with(Woven.class, (clerk, transaction) -> {
            clerk.book(() -> {});
            clerk.bookApart(() -> {});
            assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
        });
    }

    @Test
    void needsNoSpringTransactions() throws Exception {
        assertThat(ClassPathWithout.call(
                        OptionalLibrariesTest.class,
                        "track",
                        List.of(),
                        "kotlin",
                        "reactor",
                        "reactive-streams",
                        "spring-tx",
                        "aspectjweaver"))
                .isEqualTo("AlphaAgent.run, Lines.lines");
    }

    private void with(Class<?> configuration, Use use) {
        runner.withUserConfiguration(configuration)
                .run(context -> use.use(context.getBean(Clerk.class), context.getBean(TransactionTemplate.class)));
    }

    private static TransactionEnd endOf(Execution execution) {
        return execution.transaction().end();
    }

    private interface Use {
        void use(Clerk clerk, TransactionTemplate transaction);
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Clerk.class)
    static class Woven {}

    @Configuration(proxyBeanMethods = false)
    static class Advised {

        @Bean
        static Clerk clerk() {
            return new Clerk();
        }
    }

    static class Clerk {

        @Transactional
        @TrackExecution(captureInput = false)
        public String book(Runnable work) {
            work.run();
            return "booked";
        }

        @Transactional(propagation = Propagation.REQUIRES_NEW)
        @TrackExecution(captureInput = false)
        public void bookApart(Runnable work) {
            work.run();
        }

        @Transactional(propagation = Propagation.NESTED)
        @TrackExecution(captureInput = false)
        public void bookNested(Runnable work) {
            work.run();
        }

        @TrackExecution(captureInput = false)
        public CompletableFuture<String> promise(CompletableFuture<String> result) {
            return result;
        }
    }
}
