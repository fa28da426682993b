// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.propagation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.testing.CollectingSink;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import reactor.core.publisher.Mono;

/** Two applications that talk over HTTP. */
class HttpPropagationTest {

    @Test
    void theCallerInOneServiceIsTheParentInAnother() {
        for (WebApplicationType type : List.of(WebApplicationType.SERVLET, WebApplicationType.REACTIVE)) {
            try (ConfigurableApplicationContext service = service(type, "tracking.propagation.accept=true");
                    ConfigurableApplicationContext client = client("tracking.propagation.send=all")) {
                String url =
                        "http://localhost:" + service.getEnvironment().getProperty("local.server.port", "0") + "/agent";
                ExecutionTracker tracker = client.getBean(ExecutionTracker.class);
                for (Requests requests : Requests.values()) {
                    caller(tracker, requests.name(), () -> requests.get(client, url));
                }
                requestOutsideOfAnyExecution(client, url);

                List<Execution> callers = client.getBean(CollectingSink.class).executions(Requests.values().length);
                List<Execution> called = service.getBean(CollectingSink.class).executions(Requests.values().length + 1);
                for (int i = 0; i < callers.size(); i++) {
                    assertThat(called.get(i).parentId())
                            .as(type + " " + Requests.values()[i])
                            .isEqualTo(callers.get(i).id());
                    assertThat(called.get(i).rootId()).isEqualTo(callers.get(i).id());
                    assertThat(called.get(i).depth()).isEqualTo(1);
                    assertThat(called.get(i).conversationId()).isEqualTo("talk");
                }
                assertThat(called.get(called.size() - 1).parentId()).isNull();
            }
        }
        assertThat(CurrentExecution.capture().isEmpty()).isTrue();
    }

    @Test
    void nobodyIsBelievedUnlessASettingSaysSo() {
        try (ConfigurableApplicationContext service = service(WebApplicationType.SERVLET);
                ConfigurableApplicationContext client = client("tracking.propagation.send=all")) {
            String url =
                    "http://localhost:" + service.getEnvironment().getProperty("local.server.port", "0") + "/agent";
            caller(client.getBean(ExecutionTracker.class), "run", () -> Requests.REST_CLIENT.get(client, url));

            Execution called =
                    service.getBean(CollectingSink.class).executions(1).get(0);
            assertThat(called.parentId()).isNull();
            assertThat(called.conversationId()).isNull();
        }
    }

    @Test
    void tellsNoMoreThanIsAskedFor() {
        try (ConfigurableApplicationContext service = service(WebApplicationType.SERVLET)) {
            String url = "http://localhost:" + service.getEnvironment().getProperty("local.server.port", "0") + "/echo";
            try (ConfigurableApplicationContext client = client()) {
                String sent = caller(
                        client.getBean(ExecutionTracker.class), "run", () -> Requests.REST_CLIENT.get(client, url));
                assertThat(sent).contains("agenttracking.execution=").doesNotContain("talk");
            }
            try (ConfigurableApplicationContext client = client("tracking.propagation.send=none")) {
                assertThat(caller(
                                client.getBean(ExecutionTracker.class),
                                "run",
                                () -> Requests.REST_CLIENT.get(client, url)))
                        .isEqualTo("nothing");
            }
        }
    }

    private static String caller(ExecutionTracker tracker, String method, java.util.concurrent.Callable<String> body) {
        try {
            return tracker.track(ExecutionSpec.of("Caller", method).withIds("v", "talk", "u"), body);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void requestOutsideOfAnyExecution(ConfigurableApplicationContext client, String url) {
        assertThat(Requests.REST_CLIENT.get(client, url)).isEqualTo("answer");
    }

    private static ConfigurableApplicationContext service(WebApplicationType type, String... properties) {
        return new SpringApplicationBuilder(Service.class)
                .web(type)
                .properties("server.port=0", "spring.main.banner-mode=off")
                .properties(properties)
                .run();
    }

    private static ConfigurableApplicationContext client(String... properties) {
        return new SpringApplicationBuilder(Client.class)
                .web(WebApplicationType.NONE)
                .properties("spring.main.banner-mode=off")
                .properties(properties)
                .run();
    }

    private enum Requests {
        REST_CLIENT {
            @Override
            String get(ConfigurableApplicationContext client, String url) {
                return client.getBean(RestClient.Builder.class)
                        .build()
                        .get()
                        .uri(url)
                        .retrieve()
                        .body(String.class);
            }
        },
        REST_TEMPLATE {
            @Override
            String get(ConfigurableApplicationContext client, String url) {
                return client.getBean(RestTemplateBuilder.class).build().getForObject(url, String.class);
            }
        },
        HTTP_INTERFACE {
            @Override
            String get(ConfigurableApplicationContext client, String url) {
                RestClient rest =
                        client.getBean(RestClient.Builder.class).baseUrl(url).build();
                return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(rest))
                        .build()
                        .createClient(Remote.class)
                        .ask();
            }
        },
        WEB_CLIENT {
            @Override
            String get(ConfigurableApplicationContext client, String url) {
                return client.getBean(WebClient.Builder.class)
                        .clientConnector(new JdkClientHttpConnector())
                        .build()
                        .get()
                        .uri(url)
                        .retrieve()
                        .bodyToMono(String.class)
                        .block();
            }
        };

        abstract String get(ConfigurableApplicationContext client, String url);
    }

    interface Remote {
        @GetExchange
        String ask();
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            excludeName = {
                "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
                "org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration",
                "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
                "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration",
                "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
                "org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration",
                "org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration",
                "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration",
                "org.springframework.boot.security.autoconfigure.actuate.web.reactive.ReactiveManagementWebSecurityAutoConfiguration"
            })
    static class Client {

        @Bean
        CollectingSink sink() {
            return new CollectingSink();
        }
    }

    static class Service extends Client {

        @Bean
        Answering answering() {
            return new Answering();
        }

        @Bean
        Doors doors(Answering answering) {
            return new Doors(answering);
        }
    }

    static class Answering {
        @TrackExecution
        public Mono<String> answer() {
            return Mono.just("answer");
        }
    }

    @RestController
    static class Doors {

        private final Answering agent;

        Doors(Answering agent) {
            this.agent = agent;
        }

        @GetMapping("/agent")
        Mono<String> agent() {
            return agent.answer();
        }

        @GetMapping("/echo")
        String echo(
                @RequestHeader(name = HttpHeaders.HOST) String host,
                @RequestHeader(name = "baggage", required = false) @Nullable String baggage) {
            return baggage == null ? "nothing" : baggage;
        }
    }
}
