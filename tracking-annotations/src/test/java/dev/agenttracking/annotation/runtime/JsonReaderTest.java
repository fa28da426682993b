// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonReaderTest {

    private static final int TEXTS = Integer.getInteger("tracking.test.texts", 20_000);

    /** It looks at the low byte alone of what should be a hexadecimal digit. */
    private static final Pattern MISREAD_BY_JACKSON = Pattern.compile("\\\\u[0-9a-fA-F]{0,3}[^\\x00-\\x7f]");

    private static final JsonMapper JACKSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Test
    void readsEveryKindOfValue() {
        assertThat(read(" { \"a\" : [ 1 , -2.50e1 , true , false , null , \"x\" ] , \"b\" : { } , \"c\" : [ ] } "))
                .isEqualTo(Map.of(
                        "a",
                        List.of(
                                new BigDecimal("1"),
                                new BigDecimal("-25.0"),
                                Boolean.TRUE,
                                Boolean.FALSE,
                                JsonConstant.NULL,
                                "x"),
                        "b",
                        Map.of(),
                        "c",
                        List.of()));
    }

    @Test
    void readsEscapesAndKeepsWhatUnicodeRefuses() {
        assertThat(read("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\uD83D\\uDE00\\ud800\u007f\u2028\""))
                .isEqualTo("\"\\/\b\f\n\r\tä😀\ud800\u007f\u2028");
    }

    @Test
    void lastOfEqualNamesCounts() {
        assertThat(read("{\"a\": 1, \"a\": 2}")).isEqualTo(Map.of("a", new BigDecimal(2)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                 | unexpected end at character 1",
                "`{\"a\": 1`        | unexpected end at character 8",
                "`{\"a\": 1,}`      | unexpected '}' at character 9",
                "`{,}`              | unexpected ',' at character 2",
                "`{a: 1}`           | unexpected 'a' at character 2",
                "`{'a': 1}`         | unexpected ''' at character 2",
                "`{\"a\" 1}`        | unexpected '1' at character 6",
                "`{\"a\": 1 \"b\"`  | unexpected '\"' at character 9",
                "`[1,]`             | unexpected ']' at character 4",
                "`[1 2]`            | unexpected '2' at character 4",
                "`[,1]`             | unexpected ',' at character 2",
                "`[1`               | unexpected end at character 3",
                "`[1}`              | unexpected '}' at character 3",
                "`]`                | unexpected ']' at character 1",
                "`1 1`              | unexpected '1' at character 3",
                "`// no\n1`         | unexpected '/' at character 1",
                "`01`               | unexpected '1' at character 2",
                "`-`                | unexpected end at character 2",
                "`-01`              | unexpected '1' at character 3",
                "`+1`               | unexpected '+' at character 1",
                "`.5`               | unexpected '.' at character 1",
                "`1.`               | unexpected end at character 3",
                "`1.e1`             | unexpected 'e' at character 3",
                "`1e`               | unexpected end at character 3",
                "`1e+`              | unexpected end at character 4",
                "`0x1`              | unexpected 'x' at character 2",
                "`1_000`            | unexpected '_' at character 2",
                "`\u0661`           | unexpected U+0661 at character 1",
                "`NaN`              | unexpected 'N' at character 1",
                "`-Infinity`        | unexpected 'I' at character 2",
                "`True`             | unexpected 'T' at character 1",
                "`tru`              | unexpected end at character 4",
                "`nulll`            | unexpected 'l' at character 5",
                "`\"a`              | unexpected end at character 3",
                "`\"a\nb\"`         | unexpected U+000A at character 3",
                "`\"\\x\"`          | unexpected 'x' at character 3",
                "`\"\\u12g4\"`      | unexpected 'g' at character 6",
                "`\"\\u١234\"`      | unexpected U+0661 at character 4",
                "`\"\\`             | unexpected end at character 3",
                "`\"\\u12`          | unexpected end at character 6",
                "`\u00a01`          | unexpected U+00A0 at character 1",
            })
    void refusesWhatIsNoJsonAndSaysWhere(String text, String problem) {
        assertThat(JsonReader.readWhole(text)).isEqualTo(new JsonReader.Result(null, problem));
    }

    @Test
    void passesOverOneByteOrderMarkAtTheStart() {
        assertThat(read("\ufeff[1]")).isEqualTo(List.of(BigDecimal.ONE));
        assertThat(JsonReader.readWhole("\ufeff\ufeff[1]").value()).isNull();
        assertThat(JsonReader.readWhole("[\ufeff1]").value()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":"})
    void refusesDeepNestingWithoutAnOverflow(String opening) throws InterruptedException {
        String text = opening.repeat(1_000_000);
        List<JsonReader.Result> results = new ArrayList<>();
        Thread small = new Thread(null, () -> results.add(JsonReader.readWhole(text)), "small stack", 256 * 1024);
        small.start();
        small.join();

        assertThat(results).singleElement().satisfies(result -> {
            assertThat(result.value()).isNull();
            assertThat(result.problem()).startsWith("nested deeper than 256 levels at character ");
        });
    }

    @Test
    void readsNestingUpToTheLimit() {
        int levels = JsonReader.MAX_DEPTH;
        assertThat(JsonReader.readWhole("[".repeat(levels) + "1" + "]".repeat(levels))
                        .problem())
                .isNull();
        assertThat(JsonReader.readWhole("[".repeat(levels + 1) + "1" + "]".repeat(levels + 1))
                        .problem())
                .isNotNull();
    }

    @Test
    void keepsNumbersExact() {
        assertThat(read("0.1000000000000000000000000000000000000001"))
                .isEqualTo(new BigDecimal("0.1000000000000000000000000000000000000001"));
        assertThat(read("-0")).isEqualTo(BigDecimal.ZERO);
        assertThat(read("1E+00000000000000000000000000003")).isEqualTo(new BigDecimal("1E3"));
        assertThat(read("1e100000")).isEqualTo(new BigDecimal("1e100000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e100001", "-1e-100001", "1e99999999999999999999", "0e2147483648"})
    void doesNotWorkOutGiganticNumbers(String text) {
        assertThat(read(text)).isEqualTo(JsonConstant.OVERSIZED_NUMBER);
        assertThat(read("9".repeat(1_000_000))).isEqualTo(JsonConstant.OVERSIZED_NUMBER);
        assertThat(read("9".repeat(JsonReader.MAX_NUMBER_LENGTH))).isInstanceOf(BigDecimal.class);
    }

    @Test
    void agreesWithJackson() {
        Random random = new Random(20260131);
        int accepted = 0;
        for (int i = 0; i < TEXTS; i++) {
            String text = mutated(text(random, 0), random);
            JsonReader.Result result = JsonReader.readWhole(text);
            if (String.valueOf(result.value()).contains(JsonConstant.OVERSIZED_NUMBER.name())
                    || MISREAD_BY_JACKSON.matcher(text).find()) {
                continue;
            }
            Object expected = jackson(text);
            assertThat(result.value()).describedAs(() -> printable(text)).isEqualTo(expected);
            assertThat(result.problem() == null)
                    .describedAs(() -> printable(text))
                    .isEqualTo(expected != null);
            accepted += expected == null ? 0 : 1;
        }
        assertThat(accepted).isBetween(TEXTS / 10, TEXTS * 9 / 10);
    }

    private static Object read(String text) {
        JsonReader.Result result = JsonReader.readWhole(text);
        assertThat(result.problem()).isNull();
        return result.value();
    }

    /** Some JSON, written in many ways. */
    private static String text(Random random, int depth) {
        String space = " \n\t\r".substring(0, random.nextInt(5)).repeat(random.nextInt(2));
        return space
                + switch (random.nextInt(depth > 5 ? 5 : 8)) {
                    case 0 -> "null";
                    case 1 -> Boolean.toString(random.nextBoolean());
                    case 2 -> number(random);
                    case 3, 4 -> string(random);
                    case 5 -> "[" + list(random, depth, false) + "]";
                    default -> "{" + list(random, depth, true) + "}";
                }
                + space;
    }

    private static String list(Random random, int depth, boolean named) {
        List<String> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            items.add((named ? string(random) + ":" : "") + text(random, depth + 1));
        }
        return String.join(",", items);
    }

    private static String number(Random random) {
        String whole = random.nextBoolean() ? "0" : Long.toString(random.nextLong() >>> random.nextInt(64));
        String fraction = random.nextBoolean() ? "" : "." + random.nextInt(100_000);
        String exponent = random.nextInt(3) > 0
                ? ""
                : (random.nextBoolean() ? "e" : "E")
                        + List.of("", "+", "-").get(random.nextInt(3))
                        + random.nextInt(300);
        return (random.nextBoolean() || whole.startsWith("-") ? "" : "-") + whole + fraction + exponent;
    }

    private static String string(Random random) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(
                    switch (random.nextInt(5)) {
                        case 0 -> "\\" + "\"\\/bfnrt".charAt(random.nextInt(8));
                        case 1 -> "\\u%04x".formatted(random.nextInt(0xd800));
                        case 2 -> Character.toString(0x1f600 + random.nextInt(50));
                        default -> Character.toString('a' + random.nextInt(4));
                    });
        }
        return text.append('"').toString();
    }

    /** Half of the texts as they are, the others with a character more, less or changed. */
    private static String mutated(String text, Random random) {
        StringBuilder mutated = new StringBuilder(text);
        String characters = "{}[]:,\"\\0123456789.eE+-truefalsn \n\u0001/#'";
        for (int i = random.nextInt(4) - 1; i > 0; i--) {
            int at = random.nextInt(mutated.length() + 1);
            char c = characters.charAt(random.nextInt(characters.length()));
            switch (random.nextInt(3)) {
                case 0 -> mutated.insert(at, c);
                case 1 -> mutated.delete(at, at + 1);
                default -> mutated.replace(at, Math.min(at + 1, mutated.length()), Character.toString(c));
            }
        }
        return mutated.toString();
    }

    private static String printable(String text) {
        return text.chars()
                .mapToObj(c -> c < ' ' || c > '~' ? "\\u%04x".formatted(c) : Character.toString(c))
                .collect(Collectors.joining());
    }

    private static @Nullable Object jackson(String text) {
        try {
            JsonNode tree = JACKSON.readTree(text);
            return tree.isMissingNode() ? null : plain(tree);
        } catch (JacksonException | NumberFormatException e) {
            return null;
        }
    }

    private static Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> members = new LinkedHashMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), plain(member.getValue())));
            return members;
        }
        if (node.isArray()) {
            return node.valueStream().map(JsonReaderTest::plain).toList();
        }
        if (node.isNumber()) {
            return node.decimalValue();
        }
        if (node.isString()) {
            return node.stringValue();
        }
        return node.isNull() ? JsonConstant.NULL : node.booleanValue();
    }
}
