// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.ExecutionWriter;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** T16, T26, T27: the application's transactions and the tracker's never meet. */
@Tag("postgres")
class TransactionsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    DataSourceTransactionManagerAutoConfiguration.class,
                    TransactionAutoConfiguration.class,
                    JdbcTemplateAutoConfiguration.class,
                    TrackingAutoConfiguration.class))
            .withPropertyValues(
                    "spring.datasource.url=" + database.url(),
                    "spring.datasource.username=" + TestDatabase.USERNAME,
                    "spring.datasource.password=" + TestDatabase.PASSWORD,
                    "spring.datasource.hikari.maximum-pool-size=3")
            .withBean(HostAgent.class);

    @BeforeEach
    void emptyDatabase() throws Exception {
        database.execute("drop schema public cascade", "create schema public", "create table orders (id int)");
    }

    @Test
    void recordsAreStoredWhileTheCallersTransactionIsOpenAndStayWhenItRollsBack() throws Exception {
        runner.run(context -> {
            JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
            context.getBean(TransactionTemplate.class).executeWithoutResult(transaction -> {
                jdbc.update("insert into orders values (1)");
                Integer before = jdbc.queryForObject("select pg_backend_pid()", Integer.class);
                context.getBean(HostAgent.class).run("x");
                Hosts.awaitWritten(context, 1);
                assertThat(jdbc.queryForObject("select pg_backend_pid()", Integer.class))
                        .isEqualTo(before);
                transaction.setRollbackOnly();
            });
        });
        assertThat(database.value("select count(*) from agent_executions")).isEqualTo(1L);
        assertThat(database.value("select count(*) from orders")).isEqualTo(0L);
    }

    @Test
    void aFailureToStoreLeavesTheCallersTransactionAsItWas() throws Exception {
        runner.run(context -> {
            HostAgent agent = context.getBean(HostAgent.class);
            ExecutionWriter writer = context.getBean(ExecutionWriter.class);
            agent.run("x");
            Hosts.awaitWritten(context, 1);
            database.execute(
                    "alter table agent_executions add column other int not null default 0",
                    "alter table agent_executions alter column other drop default");
            JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
            context.getBean(TransactionTemplate.class).executeWithoutResult(transaction -> {
                jdbc.update("insert into orders values (1)");
                agent.run("x");
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> writer.counts().failures()
                                        + writer.counts().droppedTotal()
                                        + writer.counts().deadLettered()
                                > 0);
                jdbc.update("insert into orders values (2)");
            });
        });
        assertThat(database.value("select count(*) from orders")).isEqualTo(2L);
    }

    @Test
    void questionsToTheAnalyticsAreAskedOutsideOfTheCallersTransaction() throws Exception {
        for (Class<?> kind : new Class<?>[] {Plain.class, Aware.class}) {
            emptyDatabase();
            runner.withUserConfiguration(kind).run(context -> {
                context.getBean(HostAgent.class).run("x");
                Hosts.awaitWritten(context, 1);
                JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
                ExecutionAnalytics analytics = context.getBean(ExecutionAnalytics.class);
                context.getBean(TransactionTemplate.class).executeWithoutResult(transaction -> {
                    jdbc.update("insert into orders values (1)");
                    assertThat(analytics.recentExecutions(ExecutionFilter.all()))
                            .hasSize(1);
                    jdbc.update("insert into orders values (2)");
                });
                assertThat(jdbc.queryForObject("select count(*) from orders", Integer.class))
                        .isEqualTo(2);
            });
        }
    }

    @Test
    void noTableOfTheTrackerRefersToAnother() throws Exception {
        runner.run(context -> {
            context.getBean(HostAgent.class).run("x");
            Hosts.awaitWritten(context, 1);
        });
        assertThat(database.value("select count(*) from pg_constraint where contype = 'f'"))
                .isEqualTo(0L);
    }

    @Configuration(proxyBeanMethods = false)
    static class Plain {}

    @Configuration(proxyBeanMethods = false)
    static class Aware {

        @Bean
        DataSource aware() {
            return new TransactionAwareDataSourceProxy(database.dataSource());
        }
    }
}
