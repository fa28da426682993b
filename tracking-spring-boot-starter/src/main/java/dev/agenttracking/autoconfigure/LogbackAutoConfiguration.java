// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.logging.ExecutionIdFilter;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Gives the log lines of agents the id of their execution, where the application logs with Logback. */
@AutoConfiguration
@ConditionalOnClass(name = "ch.qos.logback.classic.LoggerContext")
@ConditionalOnBooleanProperty(name = "tracking.enabled", matchIfMissing = true)
public final class LogbackAutoConfiguration {

    @Bean
    static ExecutionIdInstaller trackingExecutionIdInstaller() {
        return new ExecutionIdInstaller();
    }

    /** Installs the filter when all beans are there. */
    static final class ExecutionIdInstaller implements SmartInitializingSingleton {

        @Override
        public void afterSingletonsInstantiated() {
            ExecutionIdFilter.install();
        }
    }
}
