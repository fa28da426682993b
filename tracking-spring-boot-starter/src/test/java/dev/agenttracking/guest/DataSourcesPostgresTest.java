// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.ExecutionWriter;
import io.r2dbc.spi.ConnectionFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.transaction.ReactiveTransactionManager;

/** T2, T13: whatever databases an application has. */
@Tag("postgres")
@ExtendWith(OutputCaptureExtension.class)
class DataSourcesPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final String[] APPLICATIONS = {
        "spring.datasource.url=" + database.url(),
        "spring.datasource.username=" + TestDatabase.USERNAME,
        "spring.datasource.password=" + TestDatabase.PASSWORD,
        "spring.datasource.hikari.maximum-pool-size=2"
    };
    private static final String[] OWN = {
        "tracking.datasource.url=" + database.url(),
        "tracking.datasource.username=" + TestDatabase.USERNAME,
        "tracking.datasource.password=" + TestDatabase.PASSWORD
    };

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    DataSourceTransactionManagerAutoConfiguration.class,
                    TransactionAutoConfiguration.class,
                    JdbcTemplateAutoConfiguration.class,
                    TrackingAutoConfiguration.class))
            .withBean(HostAgent.class);

    @BeforeEach
    void emptyTables() throws Exception {
        if (database.value("select to_regclass('agent_executions')") != null) {
            database.execute("truncate agent_executions");
        }
    }

    @Test
    void aWrapperThatTheApplicationPutsAroundItsDataSourceIsGoneThrough() throws Exception {
        runner.withPropertyValues(APPLICATIONS)
                .withUserConfiguration(Wrapping.class)
                .run(context -> {
                    stores(context);
                    Counting wrapper = (Counting) context.getBean(DataSource.class);
                    assertThat(wrapper.borrowed.get()).isPositive();
                    assertThat(context.getBean(JdbcTemplate.class).getDataSource())
                            .isSameAs(wrapper);
                });
    }

    @Test
    void ofSeveralThePrimaryOneIsUsed() throws Exception {
        runner.withUserConfiguration(Primary1.class).run(context -> {
            stores(context);
            assertThat(tablesOf(context.getBean("other", DataSource.class))).isZero();
            assertThat(context.getBeansOfType(DataSource.class)).containsOnlyKeys("main", "other");
        });
    }

    @Test
    void ofSeveralTheOnlyCandidateIsUsed() throws Exception {
        runner.withPropertyValues(APPLICATIONS)
                .withUserConfiguration(Hidden.class)
                .run(context -> {
                    stores(context);
                    assertThat(context.getBeansOfType(DataSource.class)).containsOnlyKeys("dataSource", "hidden");
                    assertThat(context.getBean(DataSource.class)).isSameAs(context.getBean("dataSource"));
                });
    }

    @Test
    void ofSeveralEqualOnesNoneIsUsed(CapturedOutput output) {
        runner.withUserConfiguration(Equals.class).run(context -> {
            written(context);
            assertThat(tablesOf(context.getBean("one", DataSource.class))).isZero();
        });
        assertThat(output).contains("2 DataSources and none is primary");
    }

    @Test
    void ofItsOwnTheTrackerMakesNoBean() throws Exception {
        runner.withUserConfiguration(Equals.class).withPropertyValues(OWN).run(context -> {
            stores(context);
            assertThat(context.getBeansOfType(DataSource.class)).containsOnlyKeys("one", "two");
        });
    }

    @Test
    void anApplicationWithR2dbcAloneHasNoDataSourceAfterwardsEither(CapturedOutput output) throws Exception {
        ApplicationContextRunner reactive = runner.withConfiguration(AutoConfigurations.of(
                        R2dbcAutoConfiguration.class, R2dbcTransactionManagerAutoConfiguration.class))
                .withPropertyValues("spring.r2dbc.url=r2dbc:h2:mem:///reactive");
        reactive.run(context -> {
            written(context);
            assertThat(context)
                    .hasSingleBean(ConnectionFactory.class)
                    .hasSingleBean(ReactiveTransactionManager.class)
                    .doesNotHaveBean(DataSource.class);
        });
        assertThat(output).contains("the application has no DataSource");
        reactive.withPropertyValues(OWN).run(context -> {
            stores(context);
            assertThat(context).hasSingleBean(ConnectionFactory.class).doesNotHaveBean(DataSource.class);
        });
    }

    @Test
    void anotherDatabaseThanPostgresStaysEmpty() {
        runner.withPropertyValues("spring.datasource.url=jdbc:h2:mem:lonely").run(context -> {
            written(context);
            assertThat(tablesOf(context.getBean(DataSource.class))).isZero();
        });
    }

    @Test
    void aRouterAndALazyOneAndOneThatJoinsTransactionsAreGoneThrough() throws Exception {
        for (Class<?> kind : List.of(Router.class, Lazy.class, Aware.class)) {
            emptyTables();
            runner.withUserConfiguration(kind).run(DataSourcesPostgresTest::stores);
        }
        emptyTables();
        runner.withPropertyValues(APPLICATIONS)
                .withPropertyValues("spring.datasource.connection-fetch=lazy")
                .run(context -> {
                    assertThat(context.getBean(DataSource.class)).isInstanceOf(LazyConnectionDataSourceProxy.class);
                    stores(context);
                });
    }

    @Test
    void aLazyOneThatCannotBeMadeIsADatabaseThatIsAway(CapturedOutput output) {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(TrackingAutoConfiguration.class))
                .withBean(HostAgent.class)
                .withUserConfiguration(Unmade.class)
                .withPropertyValues("tracking.writer.overflow=drop")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(HostAgent.class).run("x")).isEqualTo("answer to x");
                    ExecutionWriter writer = context.getBean(ExecutionWriter.class);
                    await().atMost(Duration.ofMinutes(1))
                            .until(() -> writer.counts().failures() > 0);
                    assertThat(output)
                            .contains("Tracking cannot write to PostgreSQL")
                            .contains("no password to be had");
                    context.getBean(Password.class).there = true;
                    Hosts.awaitWritten(context, 1);
                    assertThat(database.query("select agent_name from agent_executions"))
                            .containsExactly(Map.of("agent_name", "HostAgent"));
                });
    }

    @Test
    void aRouterThatKnowsNoTargetOnTheWritersThreadCostsTheRecordsAlone(CapturedOutput output) {
        runner.withUserConfiguration(Lost.class)
                .withPropertyValues("tracking.writer.overflow=drop")
                .run(context -> {
                    assertThat(context.getBean(HostAgent.class).run("x")).isEqualTo("answer to x");
                    await().atMost(Duration.ofMinutes(1))
                            .until(() -> context.getBean(ExecutionWriter.class)
                                            .counts()
                                            .failures()
                                    > 0);
                });
        assertThat(output).contains("Cannot determine target DataSource");
    }

    @Test
    void aReadOnlyPoolStaysSoAndTheReasonIsNamedOnce(CapturedOutput output) {
        runner.withPropertyValues(APPLICATIONS)
                .withPropertyValues(
                        "spring.datasource.hikari.read-only=true",
                        "spring.datasource.hikari.maximum-pool-size=1",
                        "tracking.database.schema=not_there_yet")
                .run(context -> {
                    assertThat(context.getBean(HostAgent.class).run("x")).isEqualTo("answer to x");
                    await().atMost(Duration.ofMinutes(1))
                            .until(() -> context.getBean(ExecutionWriter.class)
                                            .counts()
                                            .failures()
                                    > 1);
                    try (Connection connection =
                            context.getBean(DataSource.class).getConnection()) {
                        assertThat(connection.isReadOnly()).isTrue();
                    }
                });
        assertThat(output.toString().split("in a read-only transaction")).hasSize(2);
    }

    @Test
    void aConnectionThatDoesNotCommitByItselfIsCommitted() throws Exception {
        runner.withPropertyValues(APPLICATIONS)
                .withPropertyValues("spring.datasource.hikari.auto-commit=false")
                .run(DataSourcesPostgresTest::stores);
    }

    private static void stores(AssertableApplicationContext context) throws Exception {
        written(context);
        assertThat(database.query("select agent_name from agent_executions"))
                .containsExactly(Map.of("agent_name", "HostAgent"));
    }

    private static void written(AssertableApplicationContext context) {
        assertThat(context).hasNotFailed();
        context.getBean(HostAgent.class).run("x");
        Hosts.awaitWritten(context, 1);
    }

    private static int tablesOf(DataSource dataSource) {
        return new JdbcTemplate(dataSource)
                .queryForObject(
                        "select count(*) from information_schema.tables where lower(table_name) like 'agent%'",
                        Integer.class);
    }

    private static DataSource h2(String name) {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setUrl("jdbc:h2:mem:" + name);
        return dataSource;
    }

    /** Counts how often a connection is borrowed. */
    static final class Counting extends DelegatingDataSource {

        private final AtomicInteger borrowed = new AtomicInteger();

        Counting(DataSource target) {
            super(target);
        }

        @Override
        public Connection getConnection() throws SQLException {
            borrowed.incrementAndGet();
            return super.getConnection();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Wrapping {

        @Bean
        static BeanPostProcessor wrapper() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof DataSource found ? new Counting(found) : bean;
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Primary1 {

        @Bean
        @Primary
        DataSource main() {
            return database.dataSource();
        }

        @Bean
        DataSource other() {
            return h2("other");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Hidden {

        @Bean(defaultCandidate = false)
        DataSource hidden() {
            return h2("hidden");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Equals {

        @Bean
        DataSource one() {
            return h2("one");
        }

        @Bean
        DataSource two() {
            return h2("two");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Router {

        @Bean
        DataSource router() {
            return routing(null, database.dataSource());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Lost {

        @Bean
        DataSource router() {
            return routing(null, null);
        }
    }

    /** Not known at first. */
    static final class Password {

        private volatile boolean there;
    }

    @Configuration(proxyBeanMethods = false)
    static class Unmade {

        @Bean
        Password password() {
            return new Password();
        }

        @Bean
        @org.springframework.context.annotation.Lazy
        DataSource unmade(Password password) {
            if (!password.there) {
                throw new IllegalStateException("no password to be had");
            }
            return database.dataSource();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Lazy {

        @Bean
        DataSource lazy() {
            return new LazyConnectionDataSourceProxy(database.pool(config -> config.setMaximumPoolSize(1)));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Aware {

        @Bean
        DataSource aware() {
            return new TransactionAwareDataSourceProxy(database.dataSource());
        }
    }

    private static DataSource routing(Object key, DataSource byDefault) {
        AbstractRoutingDataSource router = new AbstractRoutingDataSource() {
            @Override
            protected Object determineCurrentLookupKey() {
                return key;
            }
        };
        router.setTargetDataSources(Map.of());
        if (byDefault != null) {
            router.setDefaultTargetDataSource(byDefault);
        }
        return router;
    }
}
