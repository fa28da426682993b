// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Has Actuator show none of the secrets among the settings, also where it shows values. */
@AutoConfiguration
@ConditionalOnClass(SanitizingFunction.class)
@ConditionalOnBooleanProperty(name = "tracking.enabled", matchIfMissing = true)
public final class SanitizingAutoConfiguration {

    @Bean
    static SecretSettings agentTrackingSecretSettings() {
        return new SecretSettings();
    }
}
