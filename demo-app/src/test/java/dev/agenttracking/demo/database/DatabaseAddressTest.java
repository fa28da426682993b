// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAddressTest {

    @Test
    void takesAJdbcAddressAsItIs() {
        assertThat(DatabaseAddress.of(" jdbc:postgresql://db:5433/story?sslmode=disable "))
                .isEqualTo(new DatabaseAddress("jdbc:postgresql://db:5433/story?sslmode=disable", null, null));
    }

    @Test
    void takesAnAddressAsServicesHandItOut() {
        assertThat(DatabaseAddress.of("postgresql://ann:p%40ss+1@db:5433/story?sslmode=require"))
                .isEqualTo(new DatabaseAddress("jdbc:postgresql://db:5433/story?sslmode=require", "ann", "p@ss+1"));
        assertThat(DatabaseAddress.of("postgres://db/story"))
                .isEqualTo(new DatabaseAddress("jdbc:postgresql://db/story", null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "story", "mysql://ann:secret@db/story", "jdbc:h2:mem:a", "postgresql://ann:secret@d b/story"
            })
    void refusesOtherAddressesWithoutShowingThePassword(String address) {
        assertThatExceptionOfType(DatabaseUnavailableException.class)
                .isThrownBy(() -> DatabaseAddress.of(address))
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("secret"))
                .satisfies(refused -> assertThat(refused.remedy()).contains("postgresql://"));
    }
}
