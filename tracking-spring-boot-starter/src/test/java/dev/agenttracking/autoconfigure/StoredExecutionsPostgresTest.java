// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.Tracking;
import dev.agenttracking.TrackingContext;
import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.TrackingSwitches;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.weaving.agents.AlphaAgent;
import dev.agenttracking.weaving.agents.PoetAgent;
import dev.agenttracking.writer.ExecutionWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

@Tag("postgres")
@ExtendWith(OutputCaptureExtension.class)
class StoredExecutionsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final long EXECUTIONS_PER_THREAD = Long.getLong("tracking.test.executions", 500);

    private static final UUID VAULT = UUID.fromString("00000000-0000-4000-8000-000000000001");

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    AopAutoConfiguration.class,
                    DataSourceAutoConfiguration.class,
                    DataSourceTransactionManagerAutoConfiguration.class,
                    TransactionAutoConfiguration.class,
                    JdbcTemplateAutoConfiguration.class,
                    LiquibaseAutoConfiguration.class,
                    FlywayAutoConfiguration.class,
                    TrackingAutoConfiguration.class))
            .withPropertyValues(
                    "spring.datasource.url=" + database.url(),
                    "spring.datasource.username=" + TestDatabase.USERNAME,
                    "spring.datasource.password=" + TestDatabase.PASSWORD,
                    "spring.datasource.hikari.maximum-pool-size=2",
                    "spring.application.name=library-test",
                    "tracking.writer.shutdown-timeout=1m",
                    "spring.liquibase.enabled=false",
                    "spring.flyway.enabled=false")
            .withBean(PoetAgent.class);

    @BeforeEach
    void emptyDatabase() throws Exception {
        database.execute(
                "drop schema public cascade",
                "create schema public",
                "drop schema if exists \"Agent Records\" cascade");
    }

    @Test
    void storesAnExecutionWithItsStagesByTheTimeTheContextIsClosed() throws Exception {
        runner.run(context -> context.getBean(PoetAgent.class).run(VAULT, "c1", "the sea"));

        Map<String, Object> row =
                database.query("select * from agent_executions").get(0);
        assertThat(row)
                .containsEntry("agent_name", "PoetAgent")
                .containsEntry("agent_method", "run")
                .containsEntry("status", "success")
                .containsEntry("current_stage", "complete")
                .containsEntry("vault_id", VAULT.toString())
                .containsEntry("conversation_id", "c1")
                .containsEntry("service_name", "library-test")
                .containsEntry("relevance_score", 0.9);
        assertThat(row.get("input_data")).hasToString("{\"theme\": \"the sea\"}");
        assertThat(row.get("output_data")).hasToString("{\"result\": \"plain about the sea\"}");
        assertThat(row.get("tags")).hasToString("{verse,test}");
        assertThat(database.query("select stage, stage_status from agent_execution_logs order by sequence"))
                .containsExactly(
                        Map.of("stage", "should_respond", "stage_status", "completed"),
                        Map.of("stage", "llm_prepare", "stage_status", "completed"));
    }

    @Test
    void letsTheApplicationsLiquibaseAndFlywayWork() throws Exception {
        runner.withPropertyValues(
                        "spring.liquibase.enabled=true",
                        "spring.flyway.enabled=true",
                        "spring.flyway.baseline-on-migrate=true",
                        "spring.flyway.baseline-version=0")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    context.getBean(PoetAgent.class).run(VAULT, "c1", "x");
                    await().until(() ->
                            context.getBean(ExecutionWriter.class).counts().written() == 1);
                });
        assertThat(database.value("select count(*) from application_by_liquibase"))
                .isEqualTo(0L);
        assertThat(database.value("select count(*) from application_by_flyway")).isEqualTo(0L);
        assertThat(database.value("select count(*) from databasechangelog")).isEqualTo(1L);
        assertThat(database.value("select locked from databasechangeloglock")).isEqualTo(false);
        assertThat(database.value("select count(*) from agent_executions")).isEqualTo(1L);
    }

    @Test
    void addsNoBeanButItsOwnAndTakesNoneAway() {
        runner.withPropertyValues("tracking.enabled=false")
                .run(without -> runner.run(with -> assertThat(othersThanOurs(with))
                        .isEqualTo(othersThanOurs(without))
                        .hasSizeGreaterThan(20)));
    }

    @Test
    void makesNoBeanTooEarly(CapturedOutput output) {
        runner.run(context -> assertThat(context).hasNotFailed());
        assertThat(output).doesNotContain("not eligible for getting processed by all BeanPostProcessors");
    }

    @Test
    void answersAsBeforeWithTheDatabaseAwayAndSaysOnceWhatIsWrong(CapturedOutput output) {
        runner.withPropertyValues(
                        "tracking.datasource.url=jdbc:postgresql://localhost:1/nowhere",
                        "tracking.writer.overflow=drop")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    for (int i = 0; i < 50; i++) {
                        assertThat(context.getBean(PoetAgent.class).run(VAULT, "c1", "the sea"))
                                .isEqualTo("plain about the sea");
                    }
                    assertThatThrownBy(() -> context.getBean(PoetAgent.class).run(VAULT, "c1", "fail"))
                            .hasMessage("no ink");
                    await().atMost(Duration.ofSeconds(30))
                            .until(() -> context.getBean(ExecutionWriter.class)
                                            .counts()
                                            .failures()
                                    >= 3);
                });
        assertThat(output.toString().split("Tracking cannot write to PostgreSQL"))
                .hasSize(2);
        assertThat(output).contains("localhost:1").contains("51 shutdown");
    }

    @Test
    void recoversWhenTheDatabaseComesBack() throws Exception {
        runner.run(context -> {
            ExecutionWriter writer = context.getBean(ExecutionWriter.class);
            context.getBean(PoetAgent.class).run(VAULT, "c1", "before");
            await().until(() -> writer.counts().written() == 1);
            database.execute("alter table agent_executions rename to away");
            context.getBean(PoetAgent.class).run(VAULT, "c1", "meanwhile");
            await().until(() -> writer.counts().failures() >= 1);
            database.execute("alter table away rename to agent_executions");
            await().atMost(Duration.ofSeconds(60)).until(() -> writer.counts().written() == 2);
        });
        assertThat(database.value("select count(*) from agent_executions")).isEqualTo(2L);
    }

    @Test
    void showsAnExecutionThatTakesLongWhileItRuns() throws Exception {
        runner.withPropertyValues("tracking.heartbeat.grace-time=100ms")
                .withBean(WaitingAgent.class)
                .run(context -> {
                    assertThat(context.getBean(WaitingAgent.class).look()).isEqualTo("running at pre_process");
                });
        assertThat(database.query("select status, current_stage from agent_executions"))
                .containsExactly(Map.of("status", "success", "current_stage", "complete"));
        assertThat(database.query("select stage_status from agent_execution_logs"))
                .containsExactly(Map.of("stage_status", "completed"));
    }

    @Test
    void registersItsAgentsAndSaysThatItLives() throws Exception {
        runner.withPropertyValues("tracking.agents.poet-agent.enabled=false", "tracking.heartbeat.interval=50ms")
                .run(context -> {
                    await().ignoreExceptions().until(() -> "poet false true".equals(registered("PoetAgent", "poet")));
                    assertThat(registered("AlphaAgent", "alpha")).isEqualTo("alpha true false");
                    assertThat(database.value("select stopped_at is null from agent_instances"))
                            .isEqualTo(true);
                    context.getBean(TrackingSwitches.class).enable("PoetAgent", true);
                    await().until(() -> "poet true true".equals(registered("PoetAgent", "poet")));
                });
        assertThat(database.query("select service_name, stopped_at is not null as stopped from agent_instances"))
                .containsExactly(Map.of("service_name", "library-test", "stopped", true));
    }

    private static String registered(String agent, String shown) throws Exception {
        List<Map<String, Object>> rows = database.query("select enabled || ' ' || is_bean as row from agent_registry"
                + " where service_name = 'library-test' and agent_name = '" + agent + "'");
        return rows.isEmpty() ? null : shown + " " + rows.get(0).get("row");
    }

    @Test
    void recordsATransactionalAgentOnceAndStoresItThoughItsTransactionRollsBack() throws Exception {
        runner.withBean(LedgerAgent.class).run(context -> {
            assertThatThrownBy(() -> context.getBean(LedgerAgent.class).book()).hasMessage("no");
        });
        assertThat(database.query("select agent_name, status from agent_executions"))
                .containsExactly(Map.of("agent_name", "LedgerAgent", "status", "failed"));
        assertThat(database.value("select count(*) from ledger")).isEqualTo(0L);
    }

    @Test
    void leavesTheApplicationsPoolWithItsOnlyConnection() throws Exception {
        runner.withPropertyValues(
                        "spring.datasource.hikari.maximum-pool-size=1", "spring.datasource.hikari.auto-commit=false")
                .run(context -> {
                    context.getBean(PoetAgent.class).run(VAULT, "c1", "x");
                    await().until(() ->
                            context.getBean(ExecutionWriter.class).counts().written() == 1);
                    try (var connection = context.getBean(DataSource.class).getConnection()) {
                        assertThat(connection.getAutoCommit()).isFalse();
                        assertThat(connection.getSchema()).isEqualTo("public");
                    }
                });
        assertThat(database.value("select count(*) from agent_executions")).isEqualTo(1L);
    }

    /** Every execution of many threads is in the tables once, with its stages, and the account says so. */
    @Test
    void storesAllExecutionsOfManyThreadsOnce() throws Exception {
        int threads = 8;
        runner.withPropertyValues("tracking.writer.queue-capacity=1048576").run(context -> {
            PoetAgent poet = context.getBean(PoetAgent.class);
            ExecutorService executor = Executors.newFixedThreadPool(threads);
            for (int i = 0; i < threads; i++) {
                executor.execute(() -> {
                    for (int n = 0; n < EXECUTIONS_PER_THREAD; n++) {
                        try {
                            poet.run(VAULT, "c" + n % 7, n % 10 == 0 ? " " : "theme " + n);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                });
            }
            executor.shutdown();
            assertThat(executor.awaitTermination(10, TimeUnit.MINUTES)).isTrue();
            ExecutionWriter writer = context.getBean(ExecutionWriter.class);
            await().atMost(Duration.ofMinutes(10))
                    .until(() -> writer.counts().queued() + writer.counts().spilled() == 0);
            assertThat(writer.counts().written()).isEqualTo(threads * EXECUTIONS_PER_THREAD);
            assertThat(writer.counts().droppedTotal()).isZero();
        });
        long all = threads * EXECUTIONS_PER_THREAD;
        assertThat(database.value("select count(*) from agent_executions")).isEqualTo(all);
        assertThat(database.value("select count(*) from agent_executions where status = 'skipped'"))
                .isEqualTo(all / 10);
        assertThat(database.value("select count(*) from agent_execution_logs")).isEqualTo(all * 2 - all / 10);
    }

    @Test
    void carriesTheContextToOtherThreads() throws Exception {
        runner.withBean(AlphaAgent.class).run(context -> {
            AlphaAgent alpha = context.getBean(AlphaAgent.class);
            try (TrackingContext.Scope scope = TrackingContext.with("vault-7", "conversation-7", "user-7")) {
                Thread thread = new Thread(TrackingContext.wrap(() -> {
                    alpha.run("there");
                }));
                thread.start();
                thread.join();
            }
            alpha.run("here");
            assertThat(Tracking.current().id()).isNull();
        });
        assertThat(database.query("select vault_id, user_id from agent_executions where vault_id is not null"))
                .containsExactly(Map.of("vault_id", "vault-7", "user_id", "user-7"));
        assertThat(database.value("select count(*) from agent_executions")).isEqualTo(2L);
    }

    @Test
    void answersFromTheBeanAlsoWhileTrackingIsOff() {
        runner.run(context -> context.getBean(PoetAgent.class).run(VAULT, "c1", "the sea"));
        for (String enabled : List.of("true", "false")) {
            runner.withPropertyValues("tracking.enabled=" + enabled).run(context -> {
                ExecutionAnalytics analytics = context.getBean(ExecutionAnalytics.class);
                assertThat(analytics.recentExecutions(ExecutionFilter.all())).hasSize(1);
                assertThat(analytics.execution(VAULT)).isEmpty();
            });
        }
    }

    @Test
    void writesOnAfterAPause() throws Exception {
        runner.run(context -> {
            ConfigurableApplicationContext paused = context.getSourceApplicationContext();
            paused.stop();
            paused.start();
            context.getBean(PoetAgent.class).run(VAULT, "c1", "x");
            await().until(() -> context.getBean(ExecutionWriter.class).counts().written() == 1);
        });
    }

    @Test
    void startsTheWriterInALazyContext() {
        runner.withInitializer(context -> context.addBeanFactoryPostProcessor(
                        new org.springframework.boot.LazyInitializationBeanFactoryPostProcessor()))
                .run(context -> {
                    context.getBean(PoetAgent.class).run(VAULT, "c1", "x");
                    await().until(() ->
                            context.getBean(ExecutionWriter.class).counts().written() == 1);
                });
    }

    @Test
    void keepsTheTablesInTheSchemaThatTheSettingsName() throws Exception {
        runner.withPropertyValues("tracking.database.schema=Agent Records")
                .run(context -> context.getBean(PoetAgent.class).run(VAULT, "c1", "x"));
        assertThat(database.value("select count(*) from \"Agent Records\".agent_executions"))
                .isEqualTo(1L);
        assertThat(database.value("select to_regclass('public.agent_executions') is null"))
                .isEqualTo(true);
    }

    @Test
    void leavesNothingBehindWhenSwitchedOff() throws Exception {
        runner.withPropertyValues("tracking.enabled=false").run(context -> {
            context.getBean(PoetAgent.class).run(VAULT, "c1", "x");
            assertThat(context).doesNotHaveBean(ExecutionRecorder.class).doesNotHaveBean(ExecutionWriter.class);
        });
        assertThat(database.query("select relname from pg_class where relname like 'agent%'"))
                .isEqualTo(List.of());
    }

    private static Set<String> othersThanOurs(ApplicationContext context) {
        Set<String> names = new TreeSet<>(Set.of(context.getBeanDefinitionNames()));
        names.removeIf(name -> Stream.ofNullable(context.getType(name))
                .anyMatch(type -> type.getName().startsWith("dev.agenttracking.")));
        return names;
    }

    /** Looks at its own row. */
    static class WaitingAgent {

        private final JdbcTemplate jdbc;

        WaitingAgent(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @TrackExecution
        public String look() {
            return row();
        }

        @Stage(ExecutionStage.PRE_PROCESS)
        String row() {
            String sql = "select status || ' at ' || current_stage from agent_executions";
            await().ignoreExceptions().until(() -> jdbc.queryForList(sql).size() == 1);
            return jdbc.queryForObject(sql, String.class);
        }
    }

    /** Fails within a transaction. */
    static class LedgerAgent {

        private final JdbcTemplate jdbc;

        LedgerAgent(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
            jdbc.execute("create table ledger (amount int)");
        }

        @Transactional
        @TrackExecution
        public void book() {
            jdbc.update("insert into ledger values (1)");
            throw new IllegalStateException("no");
        }
    }
}
