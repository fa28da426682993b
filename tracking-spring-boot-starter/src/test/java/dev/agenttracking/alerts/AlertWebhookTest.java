// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a web server gets of alerts. */
@ExtendWith(OutputCaptureExtension.class)
class AlertWebhookTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String SECRET = "s3cr3t-key";

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Queue<Integer> statuses = new ArrayDeque<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private @Nullable AlertWebhook webhook;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook", this::answer);
        server.createContext("/endless", exchange -> {
            received.add(Received.of(exchange));
            exchange.sendResponseHeaders(200, 1_000_000);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            released();
            exchange.close();
        });
        server.createContext("/stuck", exchange -> {
            received.add(Received.of(exchange));
            released();
            exchange.close();
        });
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stopServer() throws InterruptedException {
        released.countDown();
        if (webhook != null) {
            webhook.stop();
        }
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void isTheAlertWithASignatureSentAgainUntilItIsTaken() throws Exception {
        statuses.addAll(List.of(500, 503));
        AlertWebhook hook = start("/hook?token=in-the-address", SECRET, 100, 5);

        hook.offer(event("failing"));
        hook.offer(event("slow"));
        await().until(() -> hook.sent() == 2);

        assertThat(received).hasSize(4);
        assertThat(received.subList(0, 3)).extracting(each -> each.delivery).containsOnly(received.get(0).delivery);
        assertThat(received.get(3).delivery).isNotEqualTo(received.get(0).delivery);
        Received taken = received.get(2);
        assertThat(taken.timestamp).isEqualTo(Long.toString(NOW.getEpochSecond()));
        assertThat(taken.signature).isEqualTo("sha256=" + signature(taken.timestamp + "." + taken.body));
        JsonNode json = JsonMapper.shared().readTree(taken.body);
        assertThat(json.propertyNames())
                .containsExactly(
                        "rule",
                        "state",
                        "condition",
                        "agent",
                        "value",
                        "threshold",
                        "windowMillis",
                        "since",
                        "at",
                        "message",
                        "serviceName",
                        "instanceId");
        assertThat(json.get("rule").asString()).isEqualTo("failing");
        assertThat(json.get("state").asString()).isEqualTo("firing");
        assertThat(json.get("condition").asString()).isEqualTo("error_rate");
        assertThat(json.get("agent").asString()).isEqualTo("Poet");
        assertThat(json.get("value").asDouble()).isEqualTo(0.25);
        assertThat(json.get("windowMillis").asLong()).isEqualTo(600_000);
        assertThat(json.get("since").asString()).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(hook.failed()).isZero();
    }

    @Test
    void isNotSentAgainToAServerThatRefusesIt(CapturedOutput output) {
        statuses.addAll(List.of(400, 429));
        AlertWebhook hook = start("/hook?token=in-the-address", SECRET, 100, 5);

        hook.offer(event("failing"));
        hook.offer(event("slow"));
        await().until(() -> hook.sent() == 1);

        assertThat(hook.failed()).isEqualTo(1);
        assertThat(received).hasSize(3);
        assertThat(output)
                .contains("Alert failing did not arrive at http://localhost:")
                .contains("status 400")
                .doesNotContain("in-the-address")
                .doesNotContain(SECRET);
    }

    @Test
    void isGivenUpAfterSoManyAttempts() {
        statuses.addAll(List.of(500, 500, 500, 200));
        AlertWebhook hook = start("/hook", null, 100, 3);

        hook.offer(event("failing"));
        await().until(() -> hook.failed() == 1);

        assertThat(received)
                .hasSize(3)
                .allSatisfy(each -> assertThat(each.signature).isNull());
        assertThat(hook.sent()).isZero();
    }

    @Test
    void holdsNobodyUpWhereTheServerIsStuck(CapturedOutput output) throws Exception {
        AlertWebhook hook = start("/stuck", SECRET, 2, 5);
        for (int i = 0; i < 20; i++) {
            hook.offer(event("failing"));
        }

        assertThat(hook.dropped()).isBetween(17L, 18L);
        assertThat(output).contains("too many wait");
        hook.stop();
        assertThat(hook.dropped()).isEqualTo(20);
    }

    @Test
    void waitsForNoAnswerThatNeverEnds() {
        AlertWebhook hook = start("/endless", null, 100, 5);

        hook.offer(event("failing"));
        hook.offer(event("slow"));

        await().until(() -> hook.sent() == 2);
        assertThat(received).hasSize(2);
    }

    @Test
    void countsWhatItWasAtWhenItStops(CapturedOutput output) throws Exception {
        AlertWebhook hook = start("/stuck", null, 100, 5);
        hook.offer(event("failing"));
        hook.offer(event("slow"));
        await().until(() -> received.size() == 1);

        hook.stop();

        assertThat(hook.dropped()).isEqualTo(2);
        assertThat(hook.sent() + hook.failed()).isZero();
        assertThat(output).contains("Tracking stops with 2 alerts not sent to http://localhost:");
    }

    @Test
    void goesOnWhereThereIsNoClientForTheFirst() {
        AtomicInteger made = new AtomicInteger();
        AlertWebhook hook = new AlertWebhook(
                settings("/hook", null, 100, 1),
                new AlertPayload("stories", "host-1"),
                InstantSource.fixed(NOW),
                () -> {
                    if (made.getAndIncrement() == 0) {
                        throw new InternalError("Too many open files");
                    }
                    return HttpClient.newHttpClient();
                });
        webhook = hook;
        hook.start();
        hook.offer(event("failing"));
        hook.offer(event("slow"));

        await().until(() -> hook.sent() == 1);
        assertThat(hook.failed()).isEqualTo(1);
    }

    @Test
    void saysNothingOfItsSecretNorItsPath() {
        WebhookSettings settings = settings("/hook/T0K3N", SECRET, 1, 1);

        assertThat(settings.toString())
                .contains("localhost")
                .doesNotContain("T0K3N")
                .doesNotContain(SECRET);
    }

    private AlertWebhook start(String path, @Nullable String secret, int capacity, int attempts) {
        AlertWebhook started = new AlertWebhook(
                settings(path, secret, capacity, attempts),
                new AlertPayload("stories", "host-1"),
                InstantSource.fixed(NOW));
        webhook = started;
        started.start();
        return started;
    }

    private WebhookSettings settings(String path, @Nullable String secret, int capacity, int attempts) {
        return new WebhookSettings(
                URI.create("http://localhost:" + server.getAddress().getPort() + path),
                secret,
                Duration.ofSeconds(30),
                capacity,
                attempts,
                Duration.ofMillis(5));
    }

    private static AlertEvent event(String rule) {
        return new AlertEvent(
                rule,
                AlertEvent.State.FIRING,
                AlertCondition.ERROR_RATE,
                "Poet",
                0.25,
                0.1,
                Duration.ofMinutes(10),
                NOW,
                NOW,
                "Poet: it fails");
    }

    private static String signature(String signed) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        StringBuilder hex = new StringBuilder();
        for (byte each : mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))) {
            hex.append(String.format("%02x", each));
        }
        return hex.toString();
    }

    private void released() {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        received.add(Received.of(exchange));
        Integer status;
        synchronized (statuses) {
            status = statuses.poll();
        }
        exchange.sendResponseHeaders(status == null ? 204 : status, -1);
        exchange.close();
    }

    private record Received(
            String delivery, String timestamp, @Nullable String signature, String body) {

        static Received of(HttpExchange exchange) throws IOException {
            return new Received(
                    exchange.getRequestHeaders().getFirst("X-Tracking-Delivery"),
                    exchange.getRequestHeaders().getFirst("X-Tracking-Timestamp"),
                    exchange.getRequestHeaders().getFirst("X-Tracking-Signature"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
