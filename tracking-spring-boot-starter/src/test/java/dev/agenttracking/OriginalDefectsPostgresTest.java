// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.analytics.AgentDiagnosis;
import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.annotation.runtime.ResponseValue;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.ExecutionWriter;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.sql.Connection;
import java.sql.SQLTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** What was wrong with the system that this one follows, each shown to be gone. */
@Tag("postgres")
class OriginalDefectsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final ExecutionAnalytics analytics = ExecutionAnalytics.of(database.dataSource(), null);
    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(TrackingAutoConfiguration.class))
            .withBean(DataSource.class, database::dataSource)
            .withPropertyValues("tracking.heartbeat.grace-time=50ms");

    @BeforeEach
    void emptyDatabase() throws Exception {
        database.execute("drop schema public cascade", "create schema public");
    }

    @Test
    void defect1SkippedIsNotOverwrittenBySuccessWhenTheCallReturns() throws Exception {
        contexts.run(context -> {
            track(context, "Agent", () -> {
                Tracking.current().skip("none of its business");
                return "returned all the same";
            });
        });

        assertThat(database.query("select status from agent_executions")).containsExactly(Map.of("status", "skipped"));
    }

    @Test
    void defect2ASkippedAgentLeavesARowAndIsNotTakenForNeverInvoked() {
        contexts.run(context -> track(context, "Agent", () -> {
            Tracking.current().relevance(false, 0.2, "about something else");
            return null;
        }));

        AgentDiagnosis diagnosis = analytics.debugWhyAgentDidntFire("Agent", "talk", null);
        assertThat(diagnosis.status()).isEqualTo(AgentDiagnosis.Status.SKIPPED);
        assertThat(diagnosis.message()).contains("about something else");
    }

    @Test
    void defect3OneSkipHidesNoLaterSuccess() {
        contexts.run(context -> {
            track(context, "Agent", () -> {
                Tracking.current().skip("not yet");
                return null;
            });
            awaitWritten(context, 1);
            track(context, "Agent", () -> "now");
        });

        AgentDiagnosis diagnosis = analytics.debugWhyAgentDidntFire("Agent", "talk", null);
        assertThat(diagnosis.status()).isEqualTo(AgentDiagnosis.Status.FIRED_SUCCESSFULLY);
        assertThat(diagnosis.outcomes()).hasSize(2);
    }

    @Test
    void defect3NeitherTimeoutNorRunningCountsAsFired() {
        contexts.run(context -> {
            assertThatThrownBy(() -> track(context, "Slow", () -> {
                        throw new SocketTimeoutException();
                    }))
                    .isInstanceOf(SocketTimeoutException.class);
            track(context, "Lasting", () -> {
                await().ignoreExceptions().until(() -> diagnosis("Lasting") == AgentDiagnosis.Status.RUNNING);
                return "seen while it ran";
            });
        });

        assertThat(diagnosis("Slow")).isEqualTo(AgentDiagnosis.Status.TIMEOUT);
        assertThat(diagnosis("Lasting")).isEqualTo(AgentDiagnosis.Status.FIRED_SUCCESSFULLY);
    }

    @Test
    void defect4TheSecondLlmCallDoesNotOverwriteTheFirst() throws Exception {
        contexts.run(context -> track(context, "Agent", () -> {
            Tracking.current().llmRequest("small", "first question");
            Tracking.current().llmResponse("first answer", new TokenUsage(10, 1, 0, 0, 0));
            Tracking.current().llmRequest("large", "second question");
            Tracking.current().llmResponse("second answer", new TokenUsage(20, 2, 0, 0, 0));
            return null;
        }));

        assertThat(database.query("select request_model, llm_request #>> '{messages,0,content}' as request,"
                        + " llm_response ->> 'content' as response from agent_llm_interactions order by sequence"))
                .containsExactly(
                        Map.of("request_model", "small", "request", "first question", "response", "first answer"),
                        Map.of("request_model", "large", "request", "second question", "response", "second answer"));
        assertThat(database.query("select llm_calls, llm_tokens_used from agent_executions"))
                .containsExactly(Map.of("llm_calls", 2, "llm_tokens_used", 33L));
    }

    @Test
    void defect5CallChainsHaveTheirReasonAndSequence() throws Exception {
        contexts.run(context -> track(context, "Caller", () -> {
            for (String reason : List.of("first", "second")) {
                context.getBean(ExecutionTracker.class)
                        .track(ExecutionSpec.of("Called", "run").withCallReason(reason), () -> null);
            }
            return null;
        }));

        assertThat(database.query("select call_reason, sequence from agent_call_chains order by sequence"))
                .containsExactly(
                        Map.of("call_reason", "first", "sequence", 0), Map.of("call_reason", "second", "sequence", 1));
    }

    @Test
    void defect6CallsDoNotWaitForADatabaseThatDoesNotAnswer() {
        CountDownLatch thawed = new CountDownLatch(1);
        DataSource frozen = new AbstractDataSource() {
            @Override
            public Connection getConnection() {
                await().forever().until(() -> thawed.getCount() == 0);
                throw new IllegalStateException("never");
            }

            @Override
            public Connection getConnection(String username, String password) {
                return getConnection();
            }
        };
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(TrackingAutoConfiguration.class))
                .withBean(DataSource.class, () -> frozen)
                .withPropertyValues("tracking.writer.shutdown-timeout=0s", "tracking.writer.overflow=drop")
                .run(context -> {
                    for (int i = 0; i < 1_000; i++) {
                        assertThat(track(context, "Agent", () -> "done")).isEqualTo("done");
                    }
                    await().untilAsserted(() -> assertThat(context.getBean(ExecutionWriter.class)
                                    .counts()
                                    .queued())
                            .isEqualTo(1_000));
                    thawed.countDown();
                });
    }

    @Test
    void defect7JsonInACodeFenceIsChecked() {
        String answer = "Here you are:\n```json\n{\"name\": 1}\n```";

        assertThat(ResponseValue.faults(
                        answer, json -> json.object().property("name").text()))
                .containsExactly("$.name: must be text, is a number");
    }

    @Test
    void defect8MoreThanOneExceptionMeansTimeout() throws Exception {
        List<Exception> limits = List.of(
                new TimeoutException(),
                new SocketTimeoutException(),
                new HttpTimeoutException("no answer"),
                new SQLTimeoutException(),
                new CompletionException(new TimeoutException()),
                new IllegalStateException("wrapped", new SocketTimeoutException()));
        contexts.run(context -> {
            for (Exception limit : limits) {
                assertThatThrownBy(() -> track(context, "Agent", () -> {
                            throw limit;
                        }))
                        .isSameAs(limit);
            }
        });

        assertThat(database.query("select status, count(*) as count from agent_executions group by status"))
                .containsExactly(Map.of("status", "timeout", "count", (long) limits.size()));
    }

    @Test
    void defect8AnalyticsLoadNoMoreRowsThanAsked() throws Exception {
        contexts.run(context -> {
            for (int i = 0; i < 300; i++) {
                track(context, "Agent", () -> null);
            }
        });

        assertThat(analytics.recentExecutions(ExecutionFilter.all().withLimit(7)))
                .hasSize(7);
        assertThat(analytics.debugWhyAgentDidntFire("Agent", null, null).outcomes())
                .hasSize(AgentDiagnosis.MAX_OUTCOMES);
    }

    private AgentDiagnosis.Status diagnosis(String agent) {
        return analytics.debugWhyAgentDidntFire(agent, "talk", null).status();
    }

    private static <T> T track(ApplicationContext context, String agent, Callable<T> body) throws Exception {
        return context.getBean(ExecutionTracker.class)
                .track(ExecutionSpec.of(agent, "run").withIds(null, "talk", null), body);
    }

    private static void awaitWritten(ApplicationContext context, long count) {
        await().until(() -> context.getBean(ExecutionWriter.class).counts().written() == count);
    }
}
