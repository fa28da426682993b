// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.alerts;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends alerts to a web server, one after another, on a thread of its own. What does not arrive is sent again, with the same delivery
 * id; a server that refuses one (4xx but 408 and 429) is not asked again.
 *
 * <p><b>Threading</b>: {@link #offer} may be called by any thread and never waits; started and stopped by one thread at a time.
 *
 * <p><b>Failure</b>: throws nothing. What is too much for the queue, or is not taken, is dropped, logged and counted.
 */
public final class AlertWebhook {

    private static final Logger log = LoggerFactory.getLogger(AlertWebhook.class);
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(1);
    private static final long STOP_MILLIS = 1_000;

    private final WebhookSettings settings;
    private final AlertPayload payload;
    private final InstantSource clock;
    private final Supplier<HttpClient> clients;
    private final BlockingQueue<AlertEvent> queue;
    private final LongAdder sent = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private @Nullable Thread thread;
    private @Nullable HttpClient client;

    /** Makes a webhook that waits for {@link #start}. */
    public AlertWebhook(WebhookSettings settings, AlertPayload payload, InstantSource clock) {
        this(
                settings,
                payload,
                clock,
                () -> HttpClient.newBuilder()
                        .connectTimeout(settings.timeout())
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build());
    }

    AlertWebhook(WebhookSettings settings, AlertPayload payload, InstantSource clock, Supplier<HttpClient> clients) {
        this.settings = settings;
        this.clients = clients;
        this.payload = payload;
        this.clock = clock;
        this.queue = new ArrayBlockingQueue<>(settings.queueCapacity());
    }

    /** Sends one, when those before it are sent. */
    public void offer(AlertEvent event) {
        if (!queue.offer(event)) {
            dropped.increment();
            log.warn("Alert {} is not sent to {}: too many wait", event.rule(), settings.host());
        }
    }

    /** How many were sent. */
    public long sent() {
        return sent.sum();
    }

    /** How many were not taken. */
    public long failed() {
        return failed.sum();
    }

    /** How many were not even tried, since too many waited, or at the stop. */
    public long dropped() {
        return dropped.sum();
    }

    /** Begins to send. */
    public void start() {
        if (thread == null) {
            Thread started = new Thread(this::run, "tracking-webhook");
            started.setDaemon(true);
            thread = started;
            started.start();
        }
    }

    /** Ends; what waits is dropped. */
    public void stop() throws InterruptedException {
        Thread running = thread;
        if (running != null) {
            thread = null;
            running.interrupt();
            running.join(STOP_MILLIS);
            if (!queue.isEmpty()) {
                log.warn("Tracking stops with {} alerts not sent to {}", queue.size(), settings.host());
                dropped.add(queue.size());
                queue.clear();
            }
        }
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                deliverNext();
            } catch (InterruptedException stopped) {
                return;
            } catch (Throwable fault) {
                failed.increment();
                log.warn(
                        "An alert is not sent to {}: {}",
                        settings.host(),
                        fault.getClass().getName());
                log.debug("Why an alert is not sent", fault);
            }
        }
    }

    /** One that is not done at the stop waits with the others. */
    private void deliverNext() throws InterruptedException {
        AlertEvent event = queue.take();
        try {
            deliver(event);
        } catch (InterruptedException stopped) {
            if (!queue.offer(event)) {
                dropped.increment();
            }
            throw stopped;
        }
    }

    private void deliver(AlertEvent event) throws InterruptedException {
        UUID delivery = UUID.randomUUID();
        String body = payload.of(event);
        Duration wait = settings.backoff();
        String trouble = "";
        for (int attempt = 1; attempt <= settings.attempts(); attempt++) {
            int status = 0;
            try {
                status = status(client().send(request(delivery, body), HttpResponse.BodyHandlers.ofInputStream()));
                trouble = "status " + status;
            } catch (IOException e) {
                trouble = e.getClass().getSimpleName();
            }
            if (status >= 200 && status < 300) {
                sent.increment();
                return;
            }
            if (!isWorthAnotherAttempt(status)) {
                break;
            }
            if (attempt < settings.attempts()) {
                log.debug("Alert {} is sent to {} again: {}", event.rule(), settings.host(), trouble);
                TimeUnit.NANOSECONDS.sleep(wait.toNanos());
                wait = wait.multipliedBy(2).compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : wait.multipliedBy(2);
            }
        }
        failed.increment();
        client = null;
        log.warn("Alert {} did not arrive at {}: {}", event.rule(), settings.host(), trouble);
    }

    /** Made for the first alert, and anew after one that did not arrive: a client whose own thread has died sends nothing more. */
    private HttpClient client() {
        HttpClient present = client;
        if (present == null) {
            present = clients.get();
            client = present;
        }
        return present;
    }

    /** Without the body: the timeout of a request ends with its head, and a body may never. */
    private static int status(HttpResponse<InputStream> response) throws IOException {
        response.body().close();
        return response.statusCode();
    }

    private HttpRequest request(UUID delivery, String body) {
        long seconds = clock.instant().getEpochSecond();
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.url())
                .timeout(settings.timeout())
                .header("Content-Type", "application/json")
                .header("User-Agent", "agent-tracking")
                .header("X-Tracking-Delivery", delivery.toString())
                .header("X-Tracking-Timestamp", Long.toString(seconds));
        String secret = settings.secret();
        if (secret != null) {
            request.header("X-Tracking-Signature", "sha256=" + AlertSignature.of(secret, seconds, body));
        }
        return request.POST(HttpRequest.BodyPublishers.ofString(body)).build();
    }

    /** No answer, trouble of the server, or too early. */
    private static boolean isWorthAnotherAttempt(int status) {
        return status == 0 || status >= 500 || status == 408 || status == 429;
    }
}
