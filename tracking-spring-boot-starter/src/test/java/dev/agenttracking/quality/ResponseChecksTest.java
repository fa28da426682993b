// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResponseChecksTest {

    @Test
    void rememberNotEachOfVeryManyAgents() {
        ResponseChecks checks = new ResponseChecks(QualitySettings.DEFAULTS);
        assertThat(checks.of("Poet")).isSameAs(checks.of("Poet"));
        for (int i = 0; i < 1_500; i++) {
            checks.of("MadeUp" + i);
        }

        assertThat(checks.of("MadeUp1499")).isNotSameAs(checks.of("MadeUp1499")).isEqualTo(checks.of("Poet"));
    }
}
