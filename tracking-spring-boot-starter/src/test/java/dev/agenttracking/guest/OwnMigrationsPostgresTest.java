// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.ExecutionWriter;
import java.time.Duration;
import liquibase.integration.spring.SpringLiquibase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;

/** T1, T5, T24: the application's own Liquibase and Flyway run as ever, and leave no lock behind. */
@Tag("postgres")
class OwnMigrationsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    JdbcTemplateAutoConfiguration.class,
                    TrackingAutoConfiguration.class))
            .withPropertyValues(
                    "spring.datasource.url=" + database.url(),
                    "spring.datasource.username=" + TestDatabase.USERNAME,
                    "spring.datasource.password=" + TestDatabase.PASSWORD,
                    "spring.datasource.hikari.maximum-pool-size=2")
            .withBean(HostAgent.class);
    private final ApplicationContextRunner liquibase =
            runner.withConfiguration(AutoConfigurations.of(LiquibaseAutoConfiguration.class));
    private final ApplicationContextRunner flyway =
            runner.withConfiguration(AutoConfigurations.of(FlywayAutoConfiguration.class));

    @BeforeEach
    void emptyDatabase() throws Exception {
        database.execute("drop schema public cascade", "create schema public");
    }

    /** What goes wrong where the two overlap goes wrong in nearly every run. */
    @RepeatedTest(4)
    void liquibaseHasRunAndItsLockIsFree() throws Exception {
        liquibase.run(context -> {
            stored(context);
            assertThat(context).hasSingleBean(SpringLiquibase.class);
            assertThat(((ConfigurableListableBeanFactory) context.getAutowireCapableBeanFactory())
                            .getBeanDefinition("jdbcTemplate")
                            .getDependsOn())
                    .containsExactly("liquibase");
        });

        assertThat(database.value("select count(*) from application_by_liquibase"))
                .isEqualTo(0L);
        assertThat(database.query("select id, author from databasechangelog"))
                .extracting(row -> row.get("author"))
                .containsExactly("application");
        assertThat(database.value("select bool_or(locked) from databasechangeloglock"))
                .isEqualTo(false);
        assertThat(database.value("select bool_or(locked) from agent_tracking_changelog_lock"))
                .isEqualTo(false);
    }

    @Test
    void liquibaseMayEmptyTheSchemaAtEachStart() throws Exception {
        for (int start = 0; start < 2; start++) {
            liquibase.withPropertyValues("spring.liquibase.drop-first=true").run(OwnMigrationsPostgresTest::stored);
        }
        assertThat(database.value("select count(*) from agent_executions")).isEqualTo(1L);
    }

    @Test
    void flywayHasRunAndRunsAgainBesideTheTables() throws Exception {
        for (int start = 0; start < 2; start++) {
            flyway.run(OwnMigrationsPostgresTest::stored);
        }
        assertThat(database.value("select count(*) from application_by_flyway")).isEqualTo(0L);
        assertThat(database.query("select script from flyway_schema_history"))
                .extracting(row -> row.get("script"))
                .containsExactly("V1__application.sql");
        assertThat(database.value("select count(*) from agent_executions")).isEqualTo(2L);
    }

    @Test
    void flywayThatComesLaterDoesNotMeetTablesInASchemaOfTheirOwn() throws Exception {
        ApplicationContextRunner apart = flyway.withPropertyValues("tracking.database.schema=tracking");
        apart.withPropertyValues("spring.flyway.enabled=false").run(OwnMigrationsPostgresTest::stored);
        apart.run(OwnMigrationsPostgresTest::stored);
        assertThat(database.value("select count(*) from application_by_flyway")).isEqualTo(0L);
    }

    @Test
    void theApplicationStartsThoughTheTablesCannotBeMade() throws Exception {
        database.execute("create table agent_executions (id int)");
        liquibase.withPropertyValues("tracking.writer.overflow=drop").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(HostAgent.class).run("x")).isEqualTo("answer to x");
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> context.getBean(ExecutionWriter.class).counts().failures() > 0);
            assertThat(context.getBean(JdbcTemplate.class).queryForList("select * from application_by_liquibase"))
                    .isEmpty();
        });
        assertThat(database.value("select locked from databasechangeloglock")).isEqualTo(false);
    }

    private static void stored(AssertableApplicationContext context) {
        assertThat(context).hasNotFailed();
        context.getBean(HostAgent.class).run("x");
        Hosts.awaitWritten(context, 1);
    }
}
