// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.annotation.UserId;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.testing.CollectingSink;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

/** Agents that are nothing but an annotated interface: another makes the object behind it. */
class InterfaceProxiesTest {

    private final CollectingSink sink = new CollectingSink();
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, TrackingAutoConfiguration.class))
            .withBean(CollectingSink.class, () -> sink);
    private HttpServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            byte[] body = ("answer to " + path).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(path.endsWith("missing") ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void recordsTheCallsOfAnHttpInterface() {
        runner.withBean(
                        String.class,
                        () -> "http://localhost:" + server.getAddress().getPort())
                .withUserConfiguration(HttpInterfaces.class)
                .run(context -> {
                    RemoteAgent agent = context.getBean(RemoteAgent.class);
                    assertThat(agent.ask("ann", "why")).isEqualTo("answer to /ann/why");
                    assertThatThrownBy(() -> agent.ask("ann", "missing"))
                            .isInstanceOf(HttpClientErrorException.NotFound.class);
                    assertThat(agent.untracked("bob")).isEqualTo("answer to /bob");
                    assertThat(agent.hashCode()).isEqualTo(agent.hashCode());

                    List<Execution> executions = sink.executions(2);
                    assertThat(executions)
                            .extracting(execution -> execution.method().toString())
                            .containsOnly("RemoteAgent.ask");
                    assertThat(executions)
                            .extracting(Execution::status)
                            .containsExactly(ExecutionStatus.SUCCESS, ExecutionStatus.FAILED);
                    assertThat(executions.get(0).userId()).isEqualTo("ann");
                    assertThat(executions.get(0).input()).isEqualTo(Map.of("question", "why"));
                    assertThat(executions.get(0).output()).isEqualTo("answer to /ann/why");
                });
    }

    @Test
    void recordsAServiceThatAnswersThroughAnInvocationHandlerWhenItsAnswerIsThere() {
        runner.withUserConfiguration(Services.class).run(context -> {
            Assistant assistant = context.getBean(Assistant.class);
            CompletableFuture<String> answer = assistant.chat("hello");
            assertThat(sink.all()).isEmpty();
            answer.complete("hi");
            assertThat(assistant.chatTwice("x")).isEqualTo("xx");

            List<Execution> executions = sink.executions(2);
            assertThat(executions)
                    .extracting(execution -> execution.method().toString())
                    .containsExactly("Assistant.chat", "Assistant.chatTwice");
            assertThat(executions.get(0).output()).isEqualTo("hi");
            assertThat(assistant.toString()).startsWith("an assistant");
        });
    }

    interface RemoteAgent {

        @GetExchange("/{user}/{question}")
        @TrackExecution
        String ask(@PathVariable @UserId String user, @PathVariable String question);

        @GetExchange("/{user}")
        String untracked(@PathVariable String user);
    }

    @TrackExecution
    interface Assistant {

        CompletableFuture<String> chat(String message);

        default String chatTwice(String message) {
            return message + message;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class HttpInterfaces {

        @Bean
        RemoteAgent remoteAgent(String address) {
            RestClient client = RestClient.builder().baseUrl(address).build();
            return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client))
                    .build()
                    .createClient(RemoteAgent.class);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Services {

        @Bean
        Assistant assistant() {
            return (Assistant) Proxy.newProxyInstance(
                    Assistant.class.getClassLoader(), new Class<?>[] {Assistant.class}, Services::answer);
        }

        private static Object answer(Object proxy, Method method, Object[] arguments) {
            return switch (method.getName()) {
                case "chat" -> new CompletableFuture<String>();
                case "chatTwice" -> arguments[0] + "" + arguments[0];
                case "toString" -> "an assistant";
                case "hashCode" -> 1;
                default -> proxy == arguments[0];
            };
        }
    }
}
