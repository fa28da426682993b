// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Sensitive;
import dev.agenttracking.weaving.agents.PoetAgent;
import dev.agenttracking.weaving.agents.PoetAgent$$Tracked;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonContentTest {

    private static final int LIMIT = 64 * 1024;
    private static final int TEXTS = Integer.getInteger("tracking.test.texts", 20_000);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ValueSnapshots snapshots = new ValueSnapshots(LIMIT);
    private final JsonContent content = new JsonContent();

    @Test
    void writesScalarsAsJsonScalars() {
        assertThat(json(null)).isEqualTo("null");
        assertThat(json("a\"b\nü")).isEqualTo("\"a\\\"b\\nü\"");
        assertThat(json(42)).isEqualTo("42");
        assertThat(json(4_200_000_000L)).isEqualTo("4200000000");
        assertThat(json(1.5)).isEqualTo("1.5");
        assertThat(json(true)).isEqualTo("true");
        assertThat(json('x')).isEqualTo("\"x\"");
        assertThat(json(new BigDecimal("12.50"))).isEqualTo("12.50");
        assertThat(json(ExecutionStage.LLM_CALL)).isEqualTo("\"LLM_CALL\"");
        assertThat(json(UUID.fromString("00000000-0000-7000-8000-000000000000")))
                .isEqualTo("\"00000000-0000-7000-8000-000000000000\"");
        assertThat(json(Instant.EPOCH)).isEqualTo("\"1970-01-01T00:00:00Z\"");
        assertThat(json(Duration.ofSeconds(90))).isEqualTo("\"PT1M30S\"");
        assertThat(json(String.class)).isEqualTo("\"java.lang.String\"");
        assertThat(json(Optional.of("x"))).isEqualTo("\"x\"");
        assertThat(json(Optional.empty())).isEqualTo("null");
        assertThat(json(new StringBuilder("text"))).isEqualTo("\"text\"");
    }

    @Test
    void writesNumbersThatPostgresCannotHoldAsText() {
        assertThat(json(Double.NaN)).isEqualTo("\"NaN\"");
        assertThat(json(Float.NEGATIVE_INFINITY)).isEqualTo("\"-Infinity\"");
        assertThat(json(new BigDecimal("1e200000"))).isEqualTo("\"1E+200000\"");
    }

    @Test
    void writesRecordsByComponentAndMasksSensitiveOnes() {
        assertThat(json(new Login("ann", "hunter2", new Token("t", 3))))
                .isEqualTo("{\"name\":\"ann\",\"password\":\"***\",\"token\":{\"value\":\"***\",\"uses\":3}}");
        assertThat(json(new Order(List.of(new Login("ann", "hunter2", null)), new int[] {1, 2})))
                .isEqualTo("{\"lines\":[{\"name\":\"ann\",\"password\":\"***\",\"token\":null}],\"counts\":[1,2]}");
    }

    @Test
    void keepsWhatAValueWasThoughItChangesAfterwards() {
        List<String> list = new ArrayList<>(List.of("a"));
        Map<String, Object> map = new HashMap<>(Map.of("list", list));
        StringBuilder text = new StringBuilder("before");
        int[] array = {1};
        Object snapshot = snapshots.of(Arrays.asList(map, text, array, new AtomicInteger(1)));
        list.add("b");
        map.put("more", 1);
        text.append(" and after");
        array[0] = 2;
        assertThat(encode(snapshot, LIMIT)).isEqualTo("[{\"list\":[\"a\"]},\"before\",[1],\"1\"]");
    }

    @Test
    void keepsImmutableValuesByReference() {
        Token token = new Token("t", 1);
        assertThat(snapshots.of(token)).isSameAs(token);
        assertThat(snapshots.of("text")).isSameAs("text");
    }

    @Test
    void readsNothingThatReadingCouldChange() {
        assertThat(json(Stream.of(1, 2))).contains("{\"@type\":\"java.util.stream.");
        assertThat(json(new ByteArrayInputStream(new byte[3])))
                .isEqualTo("{\"@type\":\"java.io.ByteArrayInputStream\"}");
        assertThat(json(new byte[10_000_000])).isEqualTo("{\"@type\":\"byte[]\",\"@size\":10000000}");
        assertThat(json(new Object() {
                    public String getSecret() {
                        throw new AssertionError("read");
                    }

                    @Override
                    public String toString() {
                        throw new AssertionError("read");
                    }
                }))
                .contains("{\"@type\":\"" + JsonContentTest.class.getName());
        assertThat(json(new AbstractList<String>() {
                    @Override
                    public String get(int index) {
                        throw new AssertionError("loaded");
                    }

                    @Override
                    public int size() {
                        throw new AssertionError("loaded");
                    }
                }))
                .startsWith("{\"@type\":");
    }

    @Test
    void namesTheUsersClassBehindAGeneratedOne() {
        assertThat(json(new PoetAgent$$Tracked())).isEqualTo("{\"@type\":\"" + PoetAgent.class.getName() + "\"}");
    }

    @Test
    void marksCyclesAndDepth() {
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        assertThat(json(cycle)).isEqualTo("[{\"@cycle\":\"java.util.ArrayList\"}]");

        List<Object> deep = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            deep = new ArrayList<>(List.of(deep));
        }
        assertThat(json(deep)).contains("{\"@truncated\":\"java.util.ArrayList\"}");

        Node node = null;
        for (int i = 0; i < 10_000; i++) {
            node = new Node(node);
        }
        assertThat(json(node)).contains("@truncated");
    }

    @Test
    void goesOnWhereAValueCannotBeRead() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("fine", 1);
        map.put("broken", new java.util.concurrent.ConcurrentSkipListSet<Object>() {
            private static final long serialVersionUID = 1L;
        });
        map.put("failing", failingJdkList());
        map.put("also fine", 2);
        assertThat(json(map))
                .startsWith("{\"fine\":1,")
                .contains("\"failing\":{\"@error\":\"java.util.ConcurrentModificationException\"}")
                .endsWith("\"also fine\":2}");
    }

    @Test
    void replacesWhatPostgresRefuses() {
        assertThat(json("a\0b\uD800c\uDC00d\uD83D\uDE00")).isEqualTo("\"a\uFFFDb\uFFFDc\uFFFDd\uD83D\uDE00\"");
        assertThat(json(Map.of("k\0", 1))).isEqualTo("{\"k\uFFFD\":1}");
    }

    @Test
    void cutsAndSaysSo() {
        String text = "é".repeat(100);
        assertThat(encode(text, 64)).isEqualTo("\"" + "é".repeat(32) + "…[+68]\"");
        assertThat(encode(snapshots.of(List.of(1, 2, 3, 4, 5, 6, 7, 8)), 6)).isEqualTo("[1,2,{\"@truncated\":6}]");
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", "x".repeat(50));
        map.put("b", 1);
        assertThat(encode(snapshots.of(map), 20)).endsWith("\"@truncated\":1}");
        assertThat(json("x".repeat(10_000_000)).length()).isLessThan(LIMIT + 50);
        assertThat(json("x".repeat(10_000_000))).endsWith("…[+" + (10_000_000 - LIMIT) + "]\"");
        assertThat(json(new int[1_000_000]))
                .contains("@truncated")
                .satisfies(json -> assertThat(json.length()).isLessThan(LIMIT + 100));
    }

    /** Any text at all, at any limit, becomes JSON that holds neither NUL nor half a character, within its bound. */
    @Test
    void survivesArbitraryText() {
        Random random = new Random(7);
        for (int i = 0; i < TEXTS; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                text.append((char) (random.nextBoolean() ? random.nextInt(0x10000) : 0xD7F0 + random.nextInt(0x820)));
            }
            int limit = random.nextInt(100);
            String json = encode(snapshots.of(Map.of("k", text.toString())), limit);
            JsonNode read = JSON.readTree(json);
            assertThat(json).doesNotContain("\\u0000");
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(read.toString()))
                    .isTrue();
            assertThat(read.path("k").asString("").indexOf(0)).isNegative();
        }
    }

    private static List<Object> failingJdkList() {
        List<Object> backing = new ArrayList<>(List.of(1, 2));
        List<Object> view = backing.subList(0, 2);
        backing.add(3);
        return view;
    }

    private String json(Object value) {
        return encode(snapshots.of(value), LIMIT);
    }

    private String encode(Object snapshot, int maxBytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            content.encode(snapshot, maxBytes, out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        String json = out.toString(StandardCharsets.UTF_8);
        JSON.readTree(json);
        return json;
    }

    private record Login(String name, @Sensitive String password, Token token) {}

    private record Token(@Sensitive String value, int uses) {}

    private record Order(List<Login> lines, int[] counts) {}

    private record Node(Node next) {}
}
