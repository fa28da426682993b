// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.weaving.agents.AlphaAgent;
import dev.agenttracking.writer.ExecutionWriter;
import java.time.Duration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.util.ClassUtils;

/** Runs an agent, and needs nothing that only tests have. */
final class ApplicationWithoutTests {

    private ApplicationWithoutTests() {}

    static String run() throws InterruptedException {
        for (String absent : new String[] {
            "org.assertj.core.api.Assertions",
            "org.junit.jupiter.api.Test",
            "org.springframework.test.context.TestContext"
        }) {
            if (ClassUtils.isPresent(absent, null)) {
                throw new IllegalStateException(absent + " is there");
            }
        }
        try (AnnotationConfigApplicationContext context =
                new AnnotationConfigApplicationContext(TrackingAutoConfiguration.class, AlphaAgent.class)) {
            String answer = context.getBean(AlphaAgent.class).run("a");
            context.getBean(ExecutionWriter.class).flush(Duration.ofSeconds(30));
            ExecutionAnalytics analytics = context.getBean(ExecutionAnalytics.class);
            return answer + ": "
                    + analytics.recentExecutions(ExecutionFilter.all()).size() + " from " + analytics.source();
        }
    }
}
