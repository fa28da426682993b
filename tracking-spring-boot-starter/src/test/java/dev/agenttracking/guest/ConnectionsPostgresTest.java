// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.ExecutionWriter;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Of the application's pool tracking has one connection at most, and none while it has nothing to do with it. */
@Tag("postgres")
@ExtendWith(OutputCaptureExtension.class)
class ConnectionsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final int CALLS = 400;

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(TrackingAutoConfiguration.class))
            .withPropertyValues(
                    "tracking.database.schema=tracking",
                    "tracking.writer.batch-size=8",
                    "tracking.writer.flush-interval=1ms",
                    "tracking.heartbeat.interval=200ms")
            .withBean(HostAgent.class);

    @BeforeEach
    void beginsWithoutTables() throws SQLException {
        database.execute("drop schema if exists tracking cascade");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aBusyApplicationSharesItsPoolWithOneConnectionOfTrackingAtATime(int size, CapturedOutput output) {
        Watched pool = new Watched(database.pool(config -> config.setMaximumPoolSize(size)));
        runner.withBean(DataSource.class, () -> pool)
                .withPropertyValues("tracking.writer.connections=3")
                .run(context -> {
                    int errors = callAndAsk(context, pool, size + 1);

                    Hosts.awaitWritten(context, CALLS);
                    assertThat(errors).isZero();
                    assertThat(pool.mostOfTracking.get()).isEqualTo(1);
                });
        assertThat(pool.ofTracking.get()).as("given back at the end").isZero();
        assertThat(output)
                .containsOnlyOnce("Tracking uses one connection instead of the 3 of tracking.writer.connections");
    }

    @Test
    void holdsNoneWhileItWaitsForTheDatabase() throws Exception {
        Watched pool = new Watched(database.pool(config -> config.setMaximumPoolSize(1)));
        runner.withBean(DataSource.class, () -> pool).run(context -> {
            context.getBean(HostAgent.class).run("x");
            Hosts.awaitWritten(context, 1);
            database.execute("alter table tracking.agent_executions rename to away");
            try {
                ExecutionWriter writer = context.getBean(ExecutionWriter.class);
                context.getBean(HostAgent.class).run("y");
                await().until(() -> writer.counts().failures() > 0);
                await().until(() -> pool.ofTracking.get() == 0);
                try (Connection connection = pool.getConnection()) {
                    assertThat(connection.isValid(1)).isTrue();
                }
            } finally {
                database.execute("alter table tracking.away rename to agent_executions");
            }
            Hosts.awaitWritten(context, 2);
        });
    }

    @Test
    void hasAsManyAsItIsToldInAPoolOfItsOwn(CapturedOutput output) {
        runner.withPropertyValues(
                        "tracking.datasource.url=" + database.url() + "?ApplicationName=own",
                        "tracking.datasource.username=" + TestDatabase.USERNAME,
                        "tracking.datasource.password=" + TestDatabase.PASSWORD,
                        "tracking.writer.connections=3")
                .run(context -> {
                    context.getBean(HostAgent.class).run("x");
                    Hosts.awaitWritten(context, 1);
                    database.execute("create function tracking.slow() returns trigger language plpgsql as"
                            + " $$ begin perform pg_sleep(0.3); return null; end $$");
                    database.execute("create trigger slow before insert on tracking.agent_executions for each statement"
                            + " execute function tracking.slow()");
                    for (int i = 0; i < 100; i++) {
                        context.getBean(HostAgent.class).run("x");
                    }
                    await().until(() -> database.value("select count(*) from pg_stat_activity where wait_event ="
                                    + " 'PgSleep' and application_name = 'own'")
                            .equals(3L));
                });
        assertThat(output).doesNotContain("Tracking uses one connection");
    }

    /** How often the application got no connection. */
    private static int callAndAsk(ApplicationContext context, Watched pool, int threads) throws Exception {
        HostAgent agent = context.getBean(HostAgent.class);
        AtomicInteger errors = new AtomicInteger();
        ExecutorService application = Executors.newFixedThreadPool(threads);
        CountDownLatch called = new CountDownLatch(1);
        Future<?>[] busy = new Future<?>[threads];
        try {
            for (int i = 0; i < threads; i++) {
                busy[i] = application.submit(() -> {
                    while (called.getCount() > 0) {
                        try (Connection connection = pool.getConnection()) {
                            connection.isValid(1);
                        } catch (SQLException e) {
                            errors.incrementAndGet();
                        }
                    }
                });
            }
            for (int i = 0; i < CALLS; i++) {
                agent.run("x");
            }
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> context.getBean(ExecutionWriter.class).counts().written() > CALLS / 2);
        } finally {
            called.countDown();
            application.shutdown();
        }
        for (Future<?> thread : busy) {
            thread.get();
        }
        return errors.get();
    }

    /** Counts what the threads of tracking have at a time. */
    private static final class Watched extends DelegatingDataSource {

        private final AtomicInteger ofTracking = new AtomicInteger();
        private final AtomicInteger mostOfTracking = new AtomicInteger();

        private Watched(HikariDataSource pool) {
            super(pool);
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            if (!Thread.currentThread().getName().contains("tracking")) {
                return connection;
            }
            mostOfTracking.accumulateAndGet(ofTracking.incrementAndGet(), Math::max);
            return (Connection) Proxy.newProxyInstance(
                    Watched.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("close")) {
                            ofTracking.decrementAndGet();
                        }
                        return method.invoke(connection, arguments);
                    });
        }
    }
}
