// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.Tracking;
import dev.agenttracking.autoconfigure.LogbackAutoConfiguration;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.testing.CollectingSink;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ExecutionIdFilterTest {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutionIdFilterTest.class);

    @Test
    void everyLineOfAnAgentBearsItsExecutionsId() {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        ((ch.qos.logback.classic.Logger) LOG).addAppender(lines);
        MDC.put("own", "stays");
        try {
            new ApplicationContextRunner()
                    .withConfiguration(
                            AutoConfigurations.of(TrackingAutoConfiguration.class, LogbackAutoConfiguration.class))
                    .withBean(CollectingSink.class, CollectingSink::new)
                    .run(context -> {
                        ExecutionTracker tracker = context.getBean(ExecutionTracker.class);
                        LOG.info("before");
                        tracker.track(ExecutionSpec.of("Outer", "run"), () -> {
                            LOG.info("{}", Tracking.current().id());
                            tracker.track(ExecutionSpec.of("Inner", "run"), () -> {
                                LOG.info("{}", Tracking.current().id());
                                return "";
                            });
                            LOG.info("{}", Tracking.current().id());
                            return "";
                        });
                        LOG.info("after");
                    });
        } finally {
            MDC.remove("own");
            ((ch.qos.logback.classic.Logger) LOG).detachAppender(lines);
        }

        List<ILoggingEvent> agents = lines.list.subList(1, 4);
        assertThat(agents)
                .allSatisfy(line -> assertThat(line.getMDCPropertyMap())
                        .containsEntry(ExecutionIdFilter.KEY, line.getFormattedMessage())
                        .containsEntry("own", "stays"));
        assertThat(agents.get(1).getFormattedMessage())
                .isNotEqualTo(agents.get(0).getFormattedMessage());
        assertThat(lines.list.get(0).getMDCPropertyMap()).doesNotContainKey(ExecutionIdFilter.KEY);
        assertThat(lines.list.get(4).getMDCPropertyMap()).doesNotContainKey(ExecutionIdFilter.KEY);
    }

    @Test
    void isThereOnceHoweverManyContextsThereAre() {
        ExecutionIdFilter.install();
        ExecutionIdFilter.install();

        assertThat(((LoggerContext) LoggerFactory.getILoggerFactory()).getTurboFilterList())
                .filteredOn(ExecutionIdFilter.class::isInstance)
                .hasSize(1);
    }
}
