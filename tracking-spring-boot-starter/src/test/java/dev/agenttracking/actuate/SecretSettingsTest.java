// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretSettingsTest {

    @Test
    void areMaskedAlsoWhereActuatorShowsValues() throws Exception {
        try (Actuated application = Actuated.open(
                "--management.endpoint.env.show-values=always",
                "--management.endpoint.configprops.show-values=always",
                "--tracking.datasource.password=s3cr3t-password",
                "--tracking.alerts.webhook.url=http://localhost:1/s3cr3t-path",
                "--tracking.alerts.webhook.secret=s3cr3t-key",
                "--tracking.alerts.rules.failing.error-rate=0.123")) {
            for (String endpoint : new String[] {"env", "configprops"}) {
                assertThat(application.get(endpoint).body())
                        .as(endpoint)
                        .contains("0.123")
                        .contains("******")
                        .doesNotContain("s3cr3t");
            }
        }
    }
}
