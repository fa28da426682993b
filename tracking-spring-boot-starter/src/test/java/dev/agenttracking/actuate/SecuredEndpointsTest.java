// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

import dev.agenttracking.actuate.Actuated.Answer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** What a client of a real server gets at the endpoints where Spring Security guards them. */
class SecuredEndpointsTest {

    private static final String OFF = "{\"enabled\": false}";

    @Test
    void areShutByBootsDefaults() throws Exception {
        try (Actuated application = Actuated.secured(List.of(Users.class))) {
            Story.tell(application.context());
            application.awaitWritten(2);
            for (String path : List.of("tracking", "agentexecutions", "agentperformance/Poet", "agentdebug/Poet")) {
                assertThat(application.get(path).status()).as(path).isEqualTo(401);
                assertThat(application.get(path, "user").status()).as(path).isEqualTo(200);
            }
            assertThat(application.post("tracking", OFF).status()).isEqualTo(401);
            assertThat(application.post("tracking", OFF, "user").status())
                    .as("without a token against forged requests")
                    .isEqualTo(401);
            assertThat(isEnabled(application)).isTrue();
        }
    }

    @Test
    void switchForThoseWhoMay() throws Exception {
        try (Actuated application = Actuated.secured(List.of(Users.class, Doors.class))) {
            assertThat(application.post("tracking", OFF).status()).isEqualTo(401);
            assertThat(application.post("tracking", OFF, "user").status()).isEqualTo(403);
            assertThat(isEnabled(application)).isTrue();
            assertThat(application.post("tracking", OFF, "admin").status()).isEqualTo(200);
            assertThat(isEnabled(application)).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "never,           '',    false, false, false",
        "never,           ADMIN, false, false, false",
        "when-authorized, '',    false, true,  true",
        "when-authorized, ADMIN, false, false, true",
        "always,          ADMIN, true,  true,  true"
    })
    void showContentToThoseWhoMaySeeIt(String show, String role, boolean anybody, boolean user, boolean admin)
            throws Exception {
        try (Actuated application = Actuated.secured(
                List.of(Users.class, Doors.class),
                "--management.endpoint.agentexecutions.show-values=" + show,
                "--management.endpoint.agentexecutions.roles=" + role,
                "--management.endpoint.agentdebug.show-values=" + show,
                "--management.endpoint.agentdebug.roles=" + role)) {
            UUID router = Story.tell(application.context());
            application.awaitWritten(2);

            for (String path : List.of("agentexecutions", "agentexecutions/" + router, "agentdebug/Poet")) {
                assertShown(application.get(path), anybody);
                assertShown(application.get(path, "user"), user);
                assertShown(application.get(path, "admin"), admin);
            }
        }
    }

    private static void assertShown(Answer answer, boolean shown) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().contains(Story.SAID)).as(answer.body()).isEqualTo(shown);
        assertThat(answer.body().contains("******")).as(answer.body()).isEqualTo(!shown);
    }

    private static boolean isEnabled(Actuated application) throws Exception {
        return application.get("tracking", "user").json().at("/enabled").asBoolean();
    }

    @Configuration(proxyBeanMethods = false)
    static class Users {

        @Bean
        UserDetailsService users() {
            return new InMemoryUserDetailsManager(
                    User.withUsername("user")
                            .password("{noop}user")
                            .roles("USER")
                            .build(),
                    User.withUsername("admin")
                            .password("{noop}admin")
                            .roles("ADMIN")
                            .build());
        }
    }

    /** Everybody may read, administrators may switch. */
    @Configuration(proxyBeanMethods = false)
    static class Doors {

        @Bean
        SecurityFilterChain doors(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.requestMatchers(HttpMethod.POST, "/actuator/**")
                            .hasRole("ADMIN")
                            .anyRequest()
                            .permitAll())
                    .csrf(CsrfConfigurer::disable)
                    .httpBasic(withDefaults())
                    .build();
        }
    }
}
