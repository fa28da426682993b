// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAddressTest {

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://h:5432/db, jdbc:postgresql://h:5432/db,,",
        "jdbc:postgresql://h/db?sslmode=require&user=me&password=a%2Bb+c, jdbc:postgresql://h/db?sslmode=require, me, a+b+c",
        "postgresql://me:p%40ss:w@h:5432/db, jdbc:postgresql://h:5432/db, me, p@ss:w",
        "postgres://me:p@ss@h/db?sslmode=disable, jdbc:postgresql://h/db?sslmode=disable, me, p@ss",
        "postgresql://me@[::1]:5433/db, jdbc:postgresql://[::1]:5433/db, me,",
        "postgresql:///db, jdbc:postgresql:///db,,",
        "'postgresql://a:1,b:2/db', 'jdbc:postgresql://a:1,b:2/db',,",
        "'postgresql://a:65535,b:59999/db', 'jdbc:postgresql://a:65535,b:59999/db',,",
    })
    void understandsBothForms(String text, String url, String username, String password) {
        assertThat(DatabaseAddress.parse(text)).isEqualTo(new DatabaseAddress(url, username, password));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "mysql://h/db",
                "jdbc:mysql://h/db",
                "postgresql://h:port/db",
                "postgresql://h:65536/db",
                "postgresql://a:1,b:99999/db",
                "http://h",
                "x"
            })
    void refusesWhatIsNeither(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatabaseAddress.parse(text))
                .withMessageContaining("postgresql://user:password@host:5432/database");
    }

    @Test
    void keepsThePasswordToItself() {
        assertThat(DatabaseAddress.parse("postgresql://me:secret@h/db"))
                .asString()
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql://me:se%zzcret@h/db", "postgresql://h/db?user=me&password=100%zz"})
    void saysThatAPercentSignIsWrongWithoutThePassword(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatabaseAddress.parse(text))
                .withMessageContaining("%25")
                .withMessageNotContaining("zz")
                .withNoCause();
    }
}
