// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ModelConfigurationTest {

    private static final Duration HELD = Duration.ofSeconds(30);

    private static final String COMPLETION = """
            {"id":"c1","object":"chat.completion","created":1,"model":"stub-1","choices":[{"index":0,
             "message":{"role":"assistant","content":"Hello."},"finish_reason":"stop"}],
             "usage":{"prompt_tokens":11,"completion_tokens":2,"total_tokens":13}}""";

    private final ApplicationContextRunner contexts =
            new ApplicationContextRunner().withUserConfiguration(ModelConfiguration.class);
    private final AtomicReference<String> path = new AtomicReference<>();
    private final AtomicReference<String> key = new AtomicReference<>();
    private final AtomicReference<String> request = new AtomicReference<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stopServer() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void isOfflineWithoutKeyAndAddress() {
        contexts.withPropertyValues("demo.model.api-key=", "demo.model.base-url= ")
                .run(context -> assertThat(context.getBean(ChatModel.class)).isInstanceOf(OfflineChatModel.class));
    }

    @Test
    void asksTheServerOfTheAddress() {
        answer(200, COMPLETION);

        contexts.withPropertyValues(
                        "demo.model.base-url=" + address(), "demo.model.api-key=secret-1", "demo.model.name=stub")
                .run(context -> {
                    ChatResponse response = context.getBean(ChatModel.class).call(new Prompt("Hi there"));

                    assertThat(response.getResult().getOutput().getText()).isEqualTo("Hello.");
                    assertThat(response.getMetadata().getUsage().getPromptTokens())
                            .isEqualTo(11);
                    assertThat(path).hasValue("/v1/chat/completions");
                    assertThat(key).hasValue("Bearer secret-1");
                    assertThat(request.get()).contains("\"stub\"", "Hi there");
                });
    }

    @Test
    void needsNoKeyForAServerOfOnesOwn() {
        answer(200, COMPLETION);

        contexts.withPropertyValues("demo.model.base-url=" + address() + "/v1/").run(context -> {
            assertThat(context.getBean(ChatModel.class)).isInstanceOf(OpenAiChatModel.class);
            assertThat(context.getBean(ChatModel.class).call("Hi")).isEqualTo("Hello.");
            assertThat(path).hasValue("/v1/chat/completions");
        });
    }

    @Test
    void failsWithTheServersError() {
        answer(500, "{\"error\":{\"message\":\"the stub is broken\"}}");

        contexts.withPropertyValues("demo.model.base-url=" + address())
                .run(context -> assertThatThrownBy(
                                () -> context.getBean(ChatModel.class).call("Hi"))
                        .hasMessageContaining("500"));
    }

    @Test
    void givesUpOnASlowServer() {
        server.createContext("/", exchange -> {
            try {
                over.await(HELD.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });

        contexts.withPropertyValues("demo.model.base-url=" + address(), "demo.model.timeout=300ms")
                .run(context -> {
                    long begin = System.nanoTime();
                    assertThatThrownBy(() -> context.getBean(ChatModel.class).call("Hi"))
                            .isInstanceOf(RuntimeException.class);
                    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(HELD);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:11434, http://localhost:11434/v1",
        "http://localhost:11434/, http://localhost:11434/v1",
        "https://example.org/openai/v1/, https://example.org/openai/v1"
    })
    void completesAnAddressWithoutPath(String given, String endpoint) {
        ModelProperties properties = new ModelProperties(null, given, "m", Duration.ofSeconds(1));

        assertThat(properties.endpoint()).isEqualTo(endpoint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:11434", ",http://localhost", "http://", "ftp://localhost", "http://local host"})
    void refusesWhatIsNoAddress(String address) {
        contexts.withPropertyValues("demo.model.base-url=" + address)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                        .hasMessageContaining("demo.model.base-url"));
    }

    private void answer(int status, String json) {
        server.createContext("/", exchange -> {
            path.set(exchange.getRequestURI().getPath());
            key.set(exchange.getRequestHeaders().getFirst("Authorization"));
            request.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private String address() {
        return "http://localhost:" + server.getAddress().getPort();
    }
}
