// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server that speaks OpenAI's protocol: chat completions, in one piece or as events, and embeddings. It answers what it is told
 * to, in that order, and keeps what it was asked.
 *
 * <pre>{@code
 * FakeOpenAi openAi = new FakeOpenAi();
 * openAi.will(Answer.text("Hello ", "you").usage(12, 2).cached(8));
 * openAi.baseUrl();
 * }</pre>
 *
 * <p><b>Threading</b>: thread-safe.
 */
public final class FakeOpenAi implements AutoCloseable {

    /** What it says that it is. */
    public static final String MODEL = "gpt-4o-2024-08-06";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int DIMENSIONS = 8;

    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "fake-openai");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpServer server;
    private volatile @Nullable Function<JsonNode, Answer> byRequest;

    /** Starts one at a free port. */
    public FakeOpenAi() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/chat/completions", this::chat);
        server.createContext("/v1/embeddings", this::embeddings);
        server.setExecutor(threads);
        server.start();
    }

    /** The address for clients, {@code http://localhost:…/v1}. */
    public String baseUrl() {
        return "http://localhost:" + server.getAddress().getPort() + "/v1";
    }

    /** Answers the next requests so. */
    public void will(Answer... next) {
        answers.addAll(List.of(next));
    }

    /** Answers each request by what is asked, where nothing else is told. */
    public void always(Function<JsonNode, Answer> answer) {
        byRequest = answer;
    }

    /** The bodies of all that it was asked, in the order they came. */
    public List<JsonNode> requests() {
        return requests;
    }

    /** Forgets what it was asked and told. */
    public void reset() {
        answers.clear();
        requests.clear();
        byRequest = null;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void chat(HttpExchange exchange) throws IOException {
        JsonNode request = read(exchange);
        Answer answer = next(request);
        answer.asked.countDown();
        answer.awaitBefore(-1);
        if (answer.status != 200) {
            answer.headers.forEach(exchange.getResponseHeaders()::set);
            send(exchange, answer.status, Map.of("error", answer.error()));
        } else if (request.path("stream").booleanValue(false)) {
            stream(exchange, request, answer);
        } else {
            if (answer.dropAfter >= 0) {
                throw new IOException("dropped");
            }
            send(exchange, 200, answer.completion());
        }
    }

    private static void stream(HttpExchange exchange, JsonNode request, Answer answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        boolean wantsUsage =
                request.path("stream_options").path("include_usage").booleanValue(false);
        List<Map<String, Object>> events = answer.events(wantsUsage);
        try {
            for (int i = 0; i < events.size(); i++) {
                answer.awaitBefore(i);
                if (answer.dropAfter == i) {
                    throw new IOException("dropped");
                }
                event(out, JSON.writeValueAsString(events.get(i)));
            }
            event(out, "[DONE]");
            exchange.close();
        } catch (IOException gone) {
            answer.gone.countDown();
            // Leaves the answer unfinished: the server closes the connection.
            throw gone;
        }
    }

    private static void event(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private void embeddings(HttpExchange exchange) throws IOException {
        JsonNode request = read(exchange);
        Answer told = answers.poll();
        if (told != null && told.status != 200) {
            send(exchange, told.status, Map.of("error", told.error()));
            return;
        }
        List<String> texts = new ArrayList<>();
        JsonNode input = request.path("input");
        if (input.isArray()) {
            input.forEach(text -> texts.add(text.asString()));
        } else {
            texts.add(input.asString());
        }
        boolean base64 = "base64".equals(request.path("encoding_format").asString(""));
        List<Map<String, Object>> data = new ArrayList<>();
        int tokens = 0;
        for (int i = 0; i < texts.size(); i++) {
            float[] vector = vector(texts.get(i));
            data.add(Map.of("object", "embedding", "index", i, "embedding", base64 ? base64(vector) : floats(vector)));
            tokens += texts.get(i).split(" ").length;
        }
        send(
                exchange,
                200,
                Map.of(
                        "object",
                        "list",
                        "data",
                        data,
                        "model",
                        request.path("model").asString("text-embedding-3-small"),
                        "usage",
                        Map.of("prompt_tokens", tokens, "total_tokens", tokens)));
    }

    /** Texts with the same words are near each other. */
    private static float[] vector(String text) {
        float[] vector = new float[DIMENSIONS];
        for (String word : text.strip().toLowerCase(Locale.ROOT).split("\\W+")) {
            vector[Math.floorMod(word.hashCode(), DIMENSIONS)] += 1;
        }
        return vector;
    }

    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : vector) {
            bytes.putFloat(value);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static List<Float> floats(float[] vector) {
        List<Float> list = new ArrayList<>();
        for (float value : vector) {
            list.add(value);
        }
        return list;
    }

    private Answer next(JsonNode request) {
        Answer told = answers.poll();
        if (told != null) {
            return told;
        }
        Function<JsonNode, Answer> function = byRequest;
        return function == null ? Answer.error(400, "nobody told the server what to answer") : function.apply(request);
    }

    private JsonNode read(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
        requests.add(request);
        return request;
    }

    private static void send(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    /** One answer. Without usage, unless told. */
    public static final class Answer {

        private final List<String> pieces;
        private final List<Map<String, Object>> toolCalls = new ArrayList<>();
        private final Map<String, String> headers = new LinkedHashMap<>();
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private final CountDownLatch gone = new CountDownLatch(1);
        private int status = 200;
        private @Nullable String message;
        private @Nullable String finishReason;
        private @Nullable String reasoning;
        private String model = MODEL;
        private @Nullable Map<String, Object> usage;
        private int dropAfter = -1;
        private int holdBefore = Integer.MIN_VALUE;

        private Answer(List<String> pieces) {
            this.pieces = pieces;
        }

        /** A text; where the answer is streamed, each piece is an event. */
        public static Answer text(String... pieces) {
            return new Answer(List.of(pieces));
        }

        /** Asks for a tool. */
        public static Answer tool(String id, String name, String arguments) {
            return new Answer(List.of()).andTool(id, name, arguments);
        }

        /** Refuses. */
        public static Answer error(int status, String message) {
            Answer answer = new Answer(List.of());
            answer.status = status;
            answer.message = message;
            return answer;
        }

        /** Asks for one more tool. */
        public Answer andTool(String id, String name, String arguments) {
            toolCalls.add(
                    Map.of("id", id, "type", "function", "function", Map.of("name", name, "arguments", arguments)));
            return this;
        }

        /** What it used. */
        public Answer usage(int prompt, int completion) {
            usage = new LinkedHashMap<>();
            usage.put("prompt_tokens", prompt);
            usage.put("completion_tokens", completion);
            usage.put("total_tokens", prompt + completion);
            return this;
        }

        /** So much of the prompt was in the cache. */
        public Answer cached(int tokens) {
            return detail("prompt_tokens_details", "cached_tokens", tokens);
        }

        /** So much of the answer was thought only. */
        public Answer reasoned(int tokens) {
            return detail("completion_tokens_details", "reasoning_tokens", tokens);
        }

        /** What it thought, as providers send it that are compatible with OpenAI. */
        public Answer thinking(String text) {
            reasoning = text;
            return this;
        }

        /** Why it stopped; else {@code stop} or {@code tool_calls}. */
        public Answer finished(String reason) {
            finishReason = reason;
            return this;
        }

        /** Which model says that it answers. */
        public Answer by(String name) {
            model = name;
            return this;
        }

        /** A header of an error. */
        public Answer header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        /** Closes the connection before the event of this number, from 0; a whole answer is never sent. */
        public Answer droppedAfter(int events) {
            dropAfter = events;
            return this;
        }

        /** Waits before the event of this number, from 0, until it is {@link #release() released}; -1 before anything. */
        public Answer heldBefore(int event) {
            holdBefore = event;
            return this;
        }

        /** Goes on. */
        public void release() {
            released.countDown();
        }

        /** Waits until it has been asked for. */
        public boolean awaitAsked() throws InterruptedException {
            return asked.await(10, TimeUnit.SECONDS);
        }

        /** Whether the client had gone when the server went on. */
        public boolean clientHasGone() {
            return gone.getCount() == 0;
        }

        private Answer detail(String group, String name, int tokens) {
            if (usage == null) {
                throw new IllegalStateException("usage first");
            }
            usage.put(group, Map.of(name, tokens));
            return this;
        }

        private void awaitBefore(int event) throws IOException {
            try {
                if (event == holdBefore && !released.await(30, TimeUnit.SECONDS)) {
                    throw new IOException("nobody released the answer");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        private Map<String, Object> error() {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("message", message);
            error.put("type", status == 429 ? "rate_limit_error" : "invalid_request_error");
            error.put("param", null);
            error.put("code", null);
            return error;
        }

        private String finishReason() {
            return finishReason != null ? finishReason : toolCalls.isEmpty() ? "stop" : "tool_calls";
        }

        private Map<String, Object> completion() {
            Map<String, Object> said = new LinkedHashMap<>();
            said.put("role", "assistant");
            said.put("content", pieces.isEmpty() ? null : String.join("", pieces));
            said.put("refusal", null);
            if (reasoning != null) {
                said.put("reasoning_content", reasoning);
            }
            if (!toolCalls.isEmpty()) {
                said.put("tool_calls", toolCalls);
            }
            Map<String, Object> choice = new LinkedHashMap<>();
            choice.put("index", 0);
            choice.put("message", said);
            choice.put("logprobs", null);
            choice.put("finish_reason", finishReason());
            Map<String, Object> completion = head("chat.completion");
            completion.put("choices", List.of(choice));
            if (usage != null) {
                completion.put("usage", usage);
            }
            return completion;
        }

        private List<Map<String, Object>> events(boolean wantsUsage) {
            List<Map<String, Object>> events = new ArrayList<>();
            events.add(chunk(Map.of("role", "assistant", "content", ""), null));
            if (reasoning != null) {
                events.add(chunk(Map.of("reasoning_content", reasoning), null));
            }
            for (String piece : pieces) {
                events.add(chunk(Map.of("content", piece), null));
            }
            for (int i = 0; i < toolCalls.size(); i++) {
                addTool(events, i);
            }
            events.add(chunk(Map.of(), finishReason()));
            if (wantsUsage && usage != null) {
                Map<String, Object> last = head("chat.completion.chunk");
                last.put("choices", List.of());
                last.put("usage", usage);
                events.add(last);
            }
            return events;
        }

        /** As OpenAI does: the name first, the arguments in pieces. */
        private void addTool(List<Map<String, Object>> events, int index) {
            Map<?, ?> tool = toolCalls.get(index);
            Map<?, ?> function = (Map<?, ?>) tool.get("function");
            String arguments = (String) function.get("arguments");
            int half = arguments.length() / 2;
            events.add(chunk(
                    Map.of(
                            "tool_calls",
                            List.of(Map.of(
                                    "index",
                                    index,
                                    "id",
                                    tool.get("id"),
                                    "type",
                                    "function",
                                    "function",
                                    Map.of("name", function.get("name"), "arguments", "")))),
                    null));
            for (String part : List.of(arguments.substring(0, half), arguments.substring(half))) {
                events.add(chunk(
                        Map.of("tool_calls", List.of(Map.of("index", index, "function", Map.of("arguments", part)))),
                        null));
            }
        }

        private Map<String, Object> chunk(Map<String, Object> delta, @Nullable String reason) {
            Map<String, Object> choice = new LinkedHashMap<>();
            choice.put("index", 0);
            choice.put("delta", delta);
            choice.put("finish_reason", reason);
            Map<String, Object> chunk = head("chat.completion.chunk");
            chunk.put("choices", List.of(choice));
            return chunk;
        }

        private Map<String, Object> head(String object) {
            Map<String, Object> head = new LinkedHashMap<>();
            head.put("id", "chatcmpl-1");
            head.put("object", object);
            head.put("created", 1_760_000_000);
            head.put("model", model);
            return head;
        }
    }
}
