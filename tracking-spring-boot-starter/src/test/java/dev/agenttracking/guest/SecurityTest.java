// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Filter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.http.HttpHeaders;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.DefaultMockMvcBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;

/** T3: whoever was kept out before is kept out with the starter. */
class SecurityTest {

    @Test
    void bootsDefaultsKeepTheApplicationAndItsEndpointsShut() {
        Hosts.withStarter(new WebApplicationContextRunner())
                .withPropertyValues(
                        "tracking.propagation.accept=true",
                        "spring.security.user.password=known",
                        "management.endpoint.health.probes.enabled=false",
                        "management.endpoints.web.exposure.include=*")
                .withBean(Orders.class)
                .withBean(HostAgent.class)
                .run(context -> {
                    MockMvc web = web(context.getSourceApplicationContext());

                    assertThat(status(web, "/orders", null)).isEqualTo(401);
                    assertThat(status(web, "/actuator/beans", null)).isEqualTo(401);
                    assertThat(status(web, "/actuator/health", null)).isEqualTo(200);
                    assertThat(status(web, "/orders", "known")).isEqualTo(200);
                    assertThat(status(web, "/orders", "guessed")).isEqualTo(401);
                    assertThat(context.getBeansOfType(SecurityFilterChain.class))
                            .containsOnlyKeys("managementSecurityFilterChain");
                });
    }

    private static MockMvc web(WebApplicationContext context) {
        List<Filter> filters =
                new ArrayList<>(context.getBeansOfType(Filter.class).values());
        filters.sort(Comparator.comparing(filter -> filter.getClass().getName().startsWith("dev.") ? 0 : 1));
        DefaultMockMvcBuilder builder = MockMvcBuilders.webAppContextSetup(context);
        return builder.addFilters(filters.toArray(Filter[]::new)).build();
    }

    private static int status(MockMvc web, String path, String password) throws Exception {
        HttpHeaders headers = new HttpHeaders();
        headers.add("baggage", "agenttracking.execution=01a203a9-6e7c-72c1-ab80-a16a01bdd0ec");
        if (password != null) {
            headers.setBasicAuth("user", password);
        }
        return web.perform(MockMvcRequestBuilders.get(path).headers(headers))
                .andReturn()
                .getResponse()
                .getStatus();
    }

    @RestController
    static class Orders {

        private final HostAgent agent;

        Orders(HostAgent agent) {
            this.agent = agent;
        }

        @GetMapping("/orders")
        String orders() {
            return agent.run("orders");
        }
    }
}
