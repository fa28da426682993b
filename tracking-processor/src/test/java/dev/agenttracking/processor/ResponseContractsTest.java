// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor;

import static dev.agenttracking.processor.ResponseHooks.IMPORTS;
import static dev.agenttracking.processor.ResponseHooks.faults;
import static dev.agenttracking.processor.ResponseHooks.hooks;
import static dev.agenttracking.processor.ResponseHooks.source;
import static dev.agenttracking.processor.ResponseHooks.stage;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import dev.agenttracking.annotation.ValidationHooks;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loads generated hooks and feeds them answers. */
class ResponseContractsTest {

    /** Each row: the components of a record, its JSON, and the faults, separated by slashes; none where it is fine. */
    @ParameterizedTest(name = "{0} with {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "int age                              | {\"age\": 3}                       |",
                "int age                              | {}                                 | $.age: is missing",
                "int age                              | {\"age\": null}                    | $.age: must not be null",
                "int age                              | {\"age\": \"3\"}                   | $.age: must be a number, is text",
                "int age                              | {\"age\": 3.0}                     |",
                "int age                              | {\"age\": 3.5}                     | $.age: must be a whole number",
                "int age                              | {\"age\": 2147483648}              | $.age: must be between -2147483648 and 2147483647",
                "byte age                             | {\"age\": 128}                     | $.age: must be between -128 and 127",
                "long age                             | {\"age\": 9223372036854775808}     | $.age: must be between -9223372036854775808 and 9223372036854775807",
                "Integer age                          | {}                                 |",
                "Integer age                          | {\"age\": null}                    |",
                "Integer age                          | {\"age\": true}                    | $.age: must be a number, is true or false",
                "double x                             | {\"x\": 1e-3}                      |",
                "Double x                             | {\"x\": \"NaN\"}                   | $.x: must be a number, is text",
                "float x                              | {\"x\": 1e999}                     | $.x: must be a number that a double can hold",
                "BigDecimal x                         | {\"x\": 1e999}                     |",
                "BigInteger x                         | {\"x\": 1.5}                       | $.x: must be a whole number",
                "Number x                             | {\"x\": []}                        | $.x: must be a number, is an array",
                "boolean b                            | {\"b\": 0}                         | $.b: must be true or false, is a number",
                "Boolean b                            | {\"b\": false}                     |",
                "char c                               | {\"c\": \"xy\"}                    | $.c: must be one character",
                "String s                             | {}                                 |",
                "String s                             | {\"s\": {}}                        | $.s: must be text, is an object",
                "CharSequence s                       | {\"s\": 1}                         | $.s: must be text, is a number",
                "String s                             | {\"s\": \"x\", \"more\": [1]}      |",
                "String s                             | []                                 | $: must be an object, is an array",
                "String s                             | null                               | $: must not be null",
                "Object o                             | {\"o\": [1, {}]}                   |",
                "Runnable o                           | {\"o\": 1}                         |",
                "@NotNull Object o                    | {}                                 | $.o: is missing",
                "Mood m                               | {\"m\": \"CALM\"}                  |",
                "Mood m                               | {\"m\": \"sad\"}                   | $.m: must be one of CALM, angry, mad",
                "Mood m                               | {\"m\": \"mad\"}                   |",
                "Code m                               | {\"m\": 7}                         |",
                "List<String> l                       | {\"l\": [\"a\", 1, null]}          | $.l[1]: must be text, is a number",
                "Set<Integer> l                       | {\"l\": {}}                        | $.l: must be an array, is an object",
                "int[] l                              | {\"l\": [1, null]}                 | $.l[1]: must not be null",
                "byte[] l                             | {\"l\": \"AAEC\"}                  |",
                "String[][] l                         | {\"l\": [[\"a\"], [1]]}            | $.l[1][0]: must be text, is a number",
                "@NotEmpty String[] l                 | {\"l\": [\"\"]}                    |",
                "@NotEmpty String[] l                 | {\"l\": []}                        | $.l: must not be empty",
                "Iterable<Integer> l                  | {\"l\": [\"a\"]}                   | $.l[0]: must be a number, is text",
                "Names l                              | {\"l\": [1]}                       | $.l[0]: must be text, is a number",
                "List<? extends Number> l             | {\"l\": [\"a\"]}                   | $.l[0]: must be a number, is text",
                "List l                               | {\"l\": [\"a\", 1]}                |",
                "List<@NotBlank String> l             | {\"l\": [\"a\", \" \", null]}      | $.l[1]: must not be blank/$.l[2]: must not be null",
                "List<List<@Min(1) Integer>> l        | {\"l\": [[1], [0]]}                | $.l[1][0]: must be at least 1",
                "Map<String, Integer> m               | {\"m\": {\"a b\": \"x\"}}          | $.m['a b']: must be a number, is text",
                "Map<String, @NotNull Integer> m      | {\"m\": {\"a\": null}}             | $.m.a: must not be null",
                "Map<Mood, Integer> m                 | {\"m\": {\"sad\": 1}}              | $.m.sad (its name): must be one of CALM, angry, mad",
                "Map<@Size(max = 2) String, ?> m      | {\"m\": {\"sad\": 1}}              | $.m.sad (its name): must have at most 2 characters, has 3",
                "Map<Long, Integer> m                 | {\"m\": {\"sad\": 1}}              |",
                "@Size(min = 1) Map<String, String> m | {\"m\": {}}                        | $.m: must have at least 1 properties, has 0",
                "Optional<Integer> o                  | {\"o\": \"x\"}                     | $.o: must be a number, is text",
                "@NotNull Optional<Integer> o         | {}                                 |",
                "Optional<@NotBlank String> o         | {}                                 | $.o: is missing",
                "OptionalInt o                        | {\"o\": \"x\"}                     | $.o: must be a number, is text",
                "Part part                            | {\"part\": {}}                     | $.part.name: is missing",
                "Part part                            | {\"part\": \"x\"}                  | $.part: must be an object, is text",
                "List<Part> parts                     | {\"parts\": [{\"name\": \"\"}]}    | $.parts[0].name: must not be blank",
                "Page<Part> page                      | {\"page\": {\"items\": [{}]}}      | $.page.items[0].name: is missing",
                "Page<@NotNull String> page           | {\"page\": {\"items\": [null]}}    | $.page.items[0]: must not be null",
                "Page<String> a, Page<Integer> b      | {\"a\": {\"items\": [1]}, \"b\": {\"items\": [\"x\"]}} | $.a.items[0]: must be text, is a number/$.b.items[0]: must be a number, is text",
                "Page page                            | {\"page\": {\"items\": [1, \"x\"]}} |",
                "Bounded page                         | {\"page\": {\"item\": \"x\"}}      | $.page.item: must be a number, is text",
                "Tree tree                            | {\"tree\": {\"children\": [{\"children\": [{\"children\": 1}]}]}} | $.tree.children[0].children[0].children: must be an array, is a number",
                "Growing<String> g                    | {\"g\": {\"next\": {\"value\": [1]}}} | $.g.next.value[0]: must be text, is a number",
                "Bean bean                            | {\"bean\": {}}                     | $.bean.base: is missing/$.bean.count: is missing/$.bean.label: is missing",
                "Bean bean                            | {\"bean\": {\"base\": 1, \"count\": 1, \"label\": \"x\", \"set\": \"x\", \"hidden\": \"x\", \"skipped\": 1}} | $.bean.set: must be a number, is text",
                "Shape shape                          | {\"shape\": {\"radius\": \"x\"}}   |",
                "Half half                            | {\"half\": 1}                      |",
                "Value value                          | {\"value\": 1}                     |",
                "@JsonProperty(\"n\") int name        | {\"name\": 1}                      | $.n: is missing",
                "@JsonProperty(required = true) String s | {}                              | $.s: is missing",
                "@JsonProperty(access = JsonProperty.Access.READ_ONLY) int s | {}          |",
                "@JsonAlias({\"a\", \"b\"}) int name  | {\"b\": \"x\"}                     | $.b: must be a number, is text",
                "@JsonIgnore int name                 | {}                                 |",
                "@JsonFormat(pattern = \"dd.MM.\") LocalDate d | {\"d\": \"31.01.\"}       |",
                "LocalDate d                          | {\"d\": \"31.01.2026\"}            | $.d: must be a date such as 2026-01-31",
                "Instant d                            | {\"d\": \"2026-01-31T12:00:00Z\"}  |",
                "UUID d                               | {\"d\": \"1-2-3\"}                 | $.d: must be a UUID such as 00000000-0000-7000-8000-000000000000",
                "@NotBlank String s                   | {\"s\": \" \\n\"}                  | $.s: must not be blank",
                "@Size(min = 2, max = 3) String s     | {\"s\": \"x\"}                     | $.s: must have between 2 and 3 characters, has 1",
                "@Min(2) @Max(3) int s                | {\"s\": 4}                         | $.s: must be at most 3",
                "@DecimalMin(value = \"0.5\", inclusive = false) double s | {\"s\": 0.5}    | $.s: must be more than 0.5",
                "@DecimalMax(\"0.5\") double s        | {\"s\": 0.50}                      |",
                "@Positive int s                      | {\"s\": 0}                         | $.s: must be more than 0",
                "@NegativeOrZero Integer s            | {\"s\": 1}                         | $.s: must be at most 0",
                "@Negative Integer s                  | {\"s\": 0}                         | $.s: must be less than 0",
                "@PositiveOrZero Integer s            | {\"s\": -1}                        | $.s: must be at least 0",
                "@Pattern(regexp = \"[a-z]+\") String s | {\"s\": \"Ab\"}                 | $.s: must match [a-z]+",
                "@Pattern(regexp = \"[a-z]+\", flags = Pattern.Flag.CASE_INSENSITIVE) String s | {\"s\": \"Ab\"} |",
                "@Pattern(regexp = \"a.*\") @Pattern(regexp = \".*b\") String s | {\"s\": \"c\"} | $.s: must match a.*/$.s: must match .*b",
                "@Email String s                      | {\"s\": \"nobody\"}                | $.s: must be an e-mail address",
                "@AssertTrue boolean s                | {\"s\": false}                     | $.s: must be true",
                "@AssertFalse Boolean s               | {\"s\": true}                      | $.s: must be false",
                "@NotBlank(groups = Runnable.class) String s | {}                          |",
            })
    void checksComponents(String components, String json, @Nullable String faults) throws Exception {
        ValidationHooks hooks = hooks("""
                  enum Mood { CALM, @JsonProperty("angry") @JsonAlias("mad") ANGRY }
                  enum Code { SEVEN; @JsonValue int code() { return 7; } }
                  static class Names extends ArrayList<String> { private static final long serialVersionUID = 1; }
                  record Part(@NotBlank String name) {}
                  record Page<T>(List<T> items) {}
                  record Bounded<T extends Number>(T item) {}
                  record Tree(List<Tree> children) {}
                  record Growing<T>(T value, Growing<List<T>> next) {}
                  sealed interface Shape {}
                  record Circle(int radius) implements Shape {}
                  static abstract class Half { public int x; }
                  record Value(@JsonValue String text) {}
                  static class Base { public int base; static int none; transient int gone; }
                  static class Bean extends Base {
                    private int count;
                    private int secret;
                    private String hidden;
                    private String label;
                    private int skipped;
                    Bean(int count) { this.count = count + secret; hidden = label; skipped = count; }
                    @NotNull public String getLabel() { return label + hidden; }
                    @JsonIgnore public int getSkipped() { return skipped; }
                    public int getComputed() { return count; }
                    public void setSet(Integer set) {}
                  }
                  @SuppressWarnings("rawtypes") record Answer(%s) {}
                """.formatted(components), "Answer.class");

        assertThat(faults(hooks, json))
                .containsExactlyElementsOf(faults == null ? List.of() : Arrays.asList(faults.split("/(?=\\$)")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Map.class               | {\"a\": 1} | [] | $: must be an object, is an array",
                "List.class              | [1]        | {} | $: must be an array, is an object",
                "String.class            | \"x\"      | 1  | $: must be text, is a number",
                "Integer.class           | 1          | {} | $: must be a number, is an object",
                "int[].class             | [1]        | [null] | $[0]: must not be null",
                "RoundingMode.class      | \"UP\"     | \"?\" | $: must be one of UP, DOWN, CEILING, FLOOR, HALF_UP, HALF_DOWN, HALF_EVEN, UNNECESSARY",
                "Object.class            | 1          | null | $: must not be null",
            })
    void takesOtherTypesThanRecords(String type, String good, String bad, String fault) throws Exception {
        ValidationHooks hooks = hooks("", type);

        assertThat(faults(hooks, good)).isEmpty();
        assertThat(faults(hooks, bad)).containsExactly(fault);
        assertThat(faults(hooks, "{")).containsExactly("$: is not JSON (unexpected end at character 2)");
    }

    @Test
    void nullMarkedTypesSayWhatMayBeMissing() throws Exception {
        ValidationHooks hooks = hooks("""
                  @org.jspecify.annotations.NullMarked
                  record Answer(
                      String name,
                      @org.jspecify.annotations.Nullable String nick,
                      Optional<String> title,
                      @Max(9) OptionalInt rank,
                      List<String> tags,
                      List<@org.jspecify.annotations.Nullable String> notes,
                      String @org.jspecify.annotations.Nullable [] lines,
                      Page<@org.jspecify.annotations.Nullable String> page,
                      Page<String> full) {}
                  @org.jspecify.annotations.NullMarked
                  record Page<T extends @org.jspecify.annotations.Nullable Object>(List<T> items) {}
                """, "Answer.class");

        assertThat(faults(hooks, "{}"))
                .containsExactly(
                        "$.name: is missing",
                        "$.tags: is missing",
                        "$.notes: is missing",
                        "$.page: is missing",
                        "$.full: is missing");
        assertThat(faults(hooks, """
                {"name": null, "nick": null, "title": null, "rank": 10, "tags": [null], "notes": [null], "lines": [null],
                 "page": {"items": [null]}, "full": {"items": [null]}}
                """))
                .containsExactly(
                        "$.name: must not be null",
                        "$.rank: must be at most 9",
                        "$.tags[0]: must not be null",
                        "$.lines[0]: must not be null",
                        "$.full.items[0]: must not be null");
    }

    @Test
    void nullMarkedPackagesCountAndCanBeLeft() throws Exception {
        String packageInfo = "@org.jspecify.annotations.NullMarked\npackage p;\n";
        Compilation compilation = Compiling.javac("-Xlint:all,-processing,-options", "-Werror")
                .compile(
                        JavaFileObjects.forSourceString("p.package-info", packageInfo),
                        Compiling.files(source("""
                                record Answer(String name, Loose loose) {}
                                @org.jspecify.annotations.NullUnmarked record Loose(String name) {}
                                """, "Answer.class")).get(0));

        assertThat(faults(hooks(compilation), "{\"loose\": {}}")).containsExactly("$.name: is missing");
    }

    @Test
    void answersAreFoundByTheNameOfTheStage() throws Exception {
        ValidationHooks hooks = hooks("record Answer(int x) {}", "Answer.class");

        assertThat(hooks.checksResponse(stage("ask"))).isTrue();
        assertThat(hooks.checksResponse(stage("plain"))).isFalse();
        assertThat(hooks.checksResponse(stage("of another class"))).isFalse();
        assertThat(hooks.responseFaults(stage("plain"), "no JSON")).isEmpty();
        assertThat(hooks.responseFaults(stage("of another class"), "no JSON")).isEmpty();
        assertThat(hooks.responseFaults(stage("ask"), new StringBuilder("{}"))).containsExactly("$.x: is missing");
    }

    @Test
    void classesWithoutContractsHaveNoChecks() throws Exception {
        Compilation compilation =
                Compiling.compile(IMPORTS + "class A { @Stage(LLM_CALL) String ask() { return null; } }");

        assertThat(Compiling.generatedSource(compilation, "p.AValidationHooks"))
                .doesNotContain("checksResponse", "responseFaults", "ResponseValue");
        assertThat(hooks(compilation).checksResponse(stage("llm_call"))).isFalse();
        assertThat(hooks(compilation).responseFaults(stage("llm_call"), "no JSON"))
                .isEmpty();
    }

    @Test
    void inheritedContractsCount() throws Exception {
        Compilation compilation = Compiling.compileStrictly(IMPORTS + """
                class A extends Base implements Asking { public String ask() { return ""; } }
                abstract class Base { @Stage(value = LLM_CALL, name = "base", response = Base.One.class) String base() { return ""; } record One(int x) {} }
                interface Asking { @Stage(value = LLM_CALL, name = "ask", response = Two.class) String ask(); record Two(int y) {} }
                """);
        ValidationHooks hooks = hooks(compilation);

        assertThat(hooks.responseFaults(stage("base"), "{}")).containsExactly("$.x: is missing");
        assertThat(hooks.responseFaults(stage("ask"), "{}")).containsExactly("$.y: is missing");
    }
}
