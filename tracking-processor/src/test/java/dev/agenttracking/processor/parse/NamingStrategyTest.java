// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamingStrategyTest {

    /** What Jackson 3.1.7 gives. */
    @ParameterizedTest
    @CsvSource({
        "firstName,  first_name,  FIRST_NAME,  first-name,  first.name,  firstname,  FirstName",
        "aURLName,   a_urlname,   A_URLNAME,   a-url-name,  a.url.name,  aurlname,   AURLName",
        "URLName,    urlname,     URLNAME,     url-name,    url.name,    urlname,    URLName",
        "URL,        url,         URL,         url,         url,         url,        URL",
        "_x,         x,           X,           _x,          _x,          _x,         _x",
        "_firstName, first_name,  FIRST_NAME,  _first-name, _first.name, _firstname, _firstName",
        "a1B,        a1_b,        A1_B,        a1-b,        a1.b,        a1b,        A1B",
        "x_Y,        x_y,         X_Y,         x_-y,        x_.y,        x_y,        X_Y",
        "userID,     user_id,     USER_ID,     user-id,     user.id,     userid,     UserID",
        "ABCd,       abcd,        ABCD,        ab-cd,       ab.cd,       abcd,       ABCd",
    })
    void givesTheNamesThatJacksonGives(
            String name, String snake, String upperSnake, String kebab, String dot, String lower, String camel) {
        assertThat(renamed("SnakeCaseStrategy", name)).isEqualTo(snake);
        assertThat(renamed("UpperSnakeCaseStrategy", name)).isEqualTo(upperSnake);
        assertThat(renamed("KebabCaseStrategy", name)).isEqualTo(kebab);
        assertThat(renamed("LowerDotCaseStrategy", name)).isEqualTo(dot);
        assertThat(renamed("LowerCaseStrategy", name)).isEqualTo(lower);
        assertThat(renamed("UpperCamelCaseStrategy", name)).isEqualTo(camel);
        assertThat(renamed("LowerCamelCaseStrategy", name)).isEqualTo(name);
    }

    @Test
    void doesNotGuessAtOthers() {
        assertThat(NamingStrategy.of("HouseStrategy")).isNull();
    }

    private static String renamed(String strategy, String name) {
        return Objects.requireNonNull(NamingStrategy.of(strategy)).apply(name);
    }
}
