// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.alerts.AlertEvent;
import dev.agenttracking.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.event.EventListener;

/** Alerts of an application that several instances of share a database. */
@Tag("postgres")
class SharedAlertsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AlertsAutoConfiguration.class, TrackingAutoConfiguration.class))
            .withBean(Heard.class)
            .withPropertyValues(
                    "spring.application.name=stories",
                    "tracking.datasource.url=" + database.url(),
                    "tracking.datasource.username=" + TestDatabase.USERNAME,
                    "tracking.datasource.password=" + TestDatabase.PASSWORD,
                    "tracking.heartbeat.interval=200ms",
                    "tracking.writer.overflow=drop",
                    "tracking.alerts.interval=200ms",
                    "tracking.alerts.rules.failing.error-rate=0.5",
                    "tracking.alerts.rules.failing.min-executions=1");

    @Test
    void areToldByTheOldestAndByTheNextWhenThatIsGone() {
        contexts.run(older -> {
            awaitInstances(1);
            contexts.run(younger -> {
                awaitInstances(2);
                fail(younger);
                awaitHeard(older);
                assertThat(heard(younger)).isEmpty();
                older.getBean(TrackingAlerts.class).stop();
                older.getBean(TrackingLifecycle.class).stop();
                awaitHeard(younger);
                assertThat(heard(older)).hasSize(1);
            });
        });
    }

    private static void awaitInstances(long count) {
        await().atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .until(() ->
                        database.value("select count(*) from agent_instances").equals(count));
    }

    private static void awaitHeard(AssertableApplicationContext context) {
        await().atMost(Duration.ofMinutes(1)).until(() -> heard(context).size() == 1);
    }

    private static List<AlertEvent> heard(AssertableApplicationContext context) {
        return context.getBean(Heard.class).events;
    }

    private static void fail(AssertableApplicationContext context) {
        try {
            context.getBean(ExecutionTracker.class).track(ExecutionSpec.of("Poet", "write"), () -> {
                throw new IllegalStateException("no");
            });
        } catch (Exception expected) {
            assertThat(expected).isInstanceOf(IllegalStateException.class);
        }
    }

    static class Heard {

        private final List<AlertEvent> events = new CopyOnWriteArrayList<>();

        @EventListener
        public void hear(AlertEvent event) {
            events.add(event);
        }
    }
}
