// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretPiecesTest {

    private static final String DASHED = "4929-1307-8321-7123";
    private static final String PLAIN = "4929130783217123";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "paid with " + DASHED + ", she said",
                "{\"card\": \"" + DASHED + "\"}",
                "***-8321-7123\\n",
                "4929-1307-***",
                DASHED + "."
            })
    void findsACardOrAnEndOfIt(String text) {
        assertThat(PlantedSecrets.in(text, planted(DASHED))).isNotEmpty();
    }

    @Test
    void doesNotTakeAnIdForACard() {
        assertThat(PlantedSecrets.in("(01a22c43-8321-7123-a7a6-28fa97df6077,", planted(DASHED)))
                .isEmpty();
    }

    @Test
    void doesNotTakeALongerNumberForACard() {
        assertThat(PlantedSecrets.in("[9107832171239, 0.49291307835555]", planted(PLAIN)))
                .isEmpty();
        assertThat(PlantedSecrets.in("[" + PLAIN + "]", planted(PLAIN))).isNotEmpty();
    }

    private static List<PlantedSecrets.Planted> planted(String secret) {
        return List.of(new PlantedSecrets.Planted(secret, secret));
    }
}
