// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseHomeTest {

    @Test
    void liesInTheUsersHomeWhereNothingIsSaid() {
        DatabaseHome home = DatabaseHome.from(Map.<String, String>of()::get, "/home/somebody");

        assertThat(home.directory()).isEqualTo(Path.of("/home/somebody/.agent-tracking-demo"));
        assertThat(home.port()).isEqualTo(DatabaseHome.DEFAULT_PORT);
    }

    @Test
    void followsTheSettings() {
        DatabaseHome home = DatabaseHome.from(
                Map.of("TRACKING_DEMO_HOME", "/var/demo/../story ", "TRACKING_DEMO_PORT", " 6000")::get, "/root");

        assertThat(home).isEqualTo(new DatabaseHome(Path.of("/var/story"), 6000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "65536", "many", "999999"})
    void refusesWhatIsNoPort(String port) {
        assertThatExceptionOfType(DatabaseUnavailableException.class)
                .isThrownBy(() -> DatabaseHome.from(Map.of("TRACKING_DEMO_PORT", port)::get, "/root"))
                .withMessageContaining("TRACKING_DEMO_PORT")
                .withMessageContaining(port);
    }
}
