// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.logging.ExecutionIdFilter;
import dev.agenttracking.weaving.TrackingEnabled;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Gives the log lines of agents the id of their execution, where the application logs with Logback. */
@AutoConfiguration
@ConditionalOnClass(name = "ch.qos.logback.classic.LoggerContext")
@ConditionalOnBooleanProperty(name = "tracking.enabled", matchIfMissing = true)
public final class LogbackAutoConfiguration {

    @Bean
    static ExecutionIdInstaller agentTrackingExecutionIdInstaller(Environment environment) {
        return new ExecutionIdInstaller(TrackingEnabled.in(environment));
    }

    /** Installs the filter when all beans are there. */
    static final class ExecutionIdInstaller implements SmartInitializingSingleton {

        private final boolean enabled;

        ExecutionIdInstaller(boolean enabled) {
            this.enabled = enabled;
        }

        @Override
        public void afterSingletonsInstantiated() {
            if (enabled) {
                ExecutionIdFilter.install();
            }
        }
    }
}
