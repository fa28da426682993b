// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor;

import static dev.agenttracking.processor.ResponseHooks.IMPORTS;
import static dev.agenttracking.processor.ResponseHooks.faults;
import static dev.agenttracking.processor.ResponseHooks.hooks;
import static dev.agenttracking.processor.ResponseHooks.source;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.ValidationHooks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Response contracts that are recursive, oddly named, or read by Jackson in other ways than property by property. */
class OddResponsesTest {

    @TempDir
    Path library;

    @Test
    void strategiesForNamesCount() throws Exception {
        ValidationHooks hooks = hooks("""
                  record Answer(Snake snake, Kebab kebab, Camel camel, Heir heir, Own own) {}
                  @com.fasterxml.jackson.databind.annotation.JsonNaming(p.Strategies.SnakeCaseStrategy.class)
                  record Snake(int firstName, int aURLName, @JsonProperty("own") int other) {}
                  @com.fasterxml.jackson.databind.annotation.JsonNaming(p.Strategies.KebabCaseStrategy.class)
                  record Kebab(int firstName) {}
                  @com.fasterxml.jackson.databind.annotation.JsonNaming(p.Strategies.UpperCamelCaseStrategy.class)
                  record Camel(int firstName) implements Named {}
                  @com.fasterxml.jackson.databind.annotation.JsonNaming(p.Strategies.SnakeCaseStrategy.class)
                  interface Named {}
                  record Heir(int firstName) implements Named {}
                  @com.fasterxml.jackson.databind.annotation.JsonNaming(p.Strategies.class)
                  record Own(int firstName) {}
                """, "Answer.class", """
                package com.fasterxml.jackson.databind.annotation;
                import java.lang.annotation.*;
                @Retention(RetentionPolicy.RUNTIME)
                public @interface JsonNaming { Class<?> value(); }
                """, """
                package p;
                class Strategies {
                  class SnakeCaseStrategy {}
                  class KebabCaseStrategy {}
                  class UpperCamelCaseStrategy {}
                }
                """);

        assertThat(faults(hooks, "{\"snake\": {}, \"kebab\": {}, \"camel\": {}, \"heir\": {}, \"own\": {}}"))
                .containsExactly(
                        "$.snake.first_name: is missing",
                        "$.snake.a_urlname: is missing",
                        "$.snake.own: is missing",
                        "$.kebab.first-name: is missing",
                        "$.camel.FirstName: is missing",
                        "$.heir.first_name: is missing");
    }

    @Test
    void deepAnswersToTypesThatContainThemselvesAreChecked() throws Exception {
        ValidationHooks hooks = hooks("record Answer(Answer a) {}", "Answer.class");

        assertThat(faults(hooks, "{\"a\":".repeat(200) + "1" + "}".repeat(200)))
                .containsExactly("$" + ".a".repeat(200) + ": must be an object, is a number");
        assertThat(faults(hooks, "{\"a\":".repeat(100_000)))
                .singleElement()
                .asString()
                .startsWith("$: is not JSON (nested deeper than 256 levels at character ");
    }

    @Test
    void typesThatGrowForEverAreCutOff() {
        Compilation compilation = Compiling.compileStrictly(source("""
                  record Answer(Fork<String> fork) {}
                  record Fork<T>(T value, Fork<List<T>> left, Fork<Set<T>> right, Fork<Map<String, T>> third) {}
                """, "Answer.class"));

        assertThat(compilation.errors()).isEmpty();
        assertThat(Compiling.generatedSource(compilation, "p.AValidationHooks")
                        .lines()
                        .filter(line -> line.contains("private static void checkFork")))
                .hasSize(16);
    }

    @Test
    void missingTypesAreLeftToTheCompiler() {
        Compilation compilation = Compiling.compile(IMPORTS + """
                class A {
                  @Stage(value = LLM_CALL, response = Nowhere.class) String ask() { return ""; }
                  record Part(Nothing nothing) {}
                  @Stage(value = LLM_CALL, name = "b", response = Part.class) String part() { return ""; }
                }
                """);

        assertThat(compilation.errors())
                .isNotEmpty()
                .allSatisfy(error -> assertThat(error.getMessage(Locale.ROOT)).contains("cannot find symbol"));
    }

    @Test
    void recursiveTypesEndWhereTheAnswerDoes() throws Exception {
        ValidationHooks hooks = hooks("record Answer(Answer a, @NotNull Answer b) {}", "Answer.class");

        assertThat(faults(hooks, "{\"a\": null, \"b\": {}}")).containsExactly("$.b.b: is missing");
        assertThat(faults(hooks, "{\"b\": 1}")).containsExactly("$.b: must be an object, is a number");
    }

    @Test
    void collectionsMayConsistOfThemselves() throws Exception {
        ValidationHooks hooks = hooks("""
                  @SuppressWarnings("serial") static class Tree extends ArrayList<Tree> {}
                  @SuppressWarnings("serial") static class Json extends HashMap<String, Json> {}
                  @SuppressWarnings("serial") static class Growing<T> extends ArrayList<Growing<List<T>>> {}
                  record Answer(Tree tree, Json json, Growing<String> growing, List<Tree> trees) {}
                """, "Answer.class");

        assertThat(faults(hooks, "{\"tree\": [[[1]]], \"json\": {\"a\": {}}, \"growing\": [[]], \"trees\": [[[]]]}"))
                .isEmpty();
        assertThat(faults(hooks, "{\"tree\": {}, \"json\": [], \"growing\": 1, \"trees\": [{}]}"))
                .containsExactly(
                        "$.tree: must be an array, is an object",
                        "$.json: must be an object, is an array",
                        "$.growing: must be an array, is a number",
                        "$.trees[0]: must be an array, is an object");
    }

    @Test
    void oddNamesCompileAndAreMatched() throws Exception {
        ValidationHooks hooks = hooks("""
                  private record Answer(
                      @NotNull Integer value, @NotNull Integer object, @NotNull Integer item, @NotNull Integer stage,
                      @JsonProperty("class") int keyword,
                      @JsonProperty("a \\"b\\" \\\\ \\\\u0041 $L \\n") int quoted,
                      @JsonProperty("größe\\ud800") int lone,
                      List<Map<String, List<@NotNull Integer>>> nested) {}
                """, "Answer.class");

        assertThat(faults(hooks, "{\"nested\": [{\"a\": [null]}]}"))
                .containsExactly(
                        "$.value: is missing",
                        "$.object: is missing",
                        "$.item: is missing",
                        "$.stage: is missing",
                        "$.class: is missing",
                        "$['a \"b\" \\\\ \\\\u0041 $L \\u000a']: is missing",
                        "$['größe\\ud800']: is missing",
                        "$.nested[0].a[0]: must not be null");
    }

    @Test
    void expressionsMayNameHalfSurrogatePairs() throws Exception {
        ValidationHooks hooks = hooks(
                "record Answer(@Pattern(regexp = \"[^\\ud800-\\udfff\\u00e4?\\\"]*\") String s) {}", "Answer.class");

        assertThat(faults(hooks, "{\"s\": \"plain 0-9\"}")).isEmpty();
        assertThat(faults(hooks, "{\"s\": \"\\ud800\"}")).hasSize(1);
        assertThat(faults(hooks, "{\"s\": \"ä\"}")).hasSize(1);
    }

    @Test
    void typesMayBearTheNamesOfThoseThatGeneratedCodeUses() throws Exception {
        ValidationHooks hooks = hooks(
                """
                  record List(int x) {}
                  record sResponse(int x) {}
                  record Pattern(int x) {}
                  record Answer(List list, sResponse response, Pattern pattern, Answer_2 two, Inner.Answer inner,
                      @jakarta.validation.constraints.Pattern(regexp = "x") java.lang.String text) {}
                  record Answer_2(int x) {}
                  static class Inner { record Answer(int x) {} }
                """,
                "Answer.class",
                "package p;\nclass Integer {}",
                "package p;\nclass ResponseValue {}",
                "package p;\nclass TextFormat {}");

        assertThat(faults(hooks, """
                {"list": {}, "response": {}, "pattern": {}, "two": {}, "inner": {}, "text": "y"}
                """))
                .containsExactly(
                        "$.list.x: is missing",
                        "$.response.x: is missing",
                        "$.pattern.x: is missing",
                        "$.two.x: is missing",
                        "$.inner.x: is missing",
                        "$.text: must match x");
    }

    @Test
    void agentsNeedNoPackage() throws Exception {
        Compilation compilation = Compiling.compileStrictly(IMPORTS.replace("package p;\n", "") + """
                class A {
                  @Stage(value = LLM_CALL, name = "ask", response = Answer.class) String ask() { return ""; }
                }
                record Answer(Answer other, int x) {}
                """);

        assertThat(compilation.diagnostics()).isEmpty();
        assertThat(Compiling.generatedSource(compilation, "AValidationHooks"))
                .contains("object.property(\"other\").object(AValidationHooks::checkAnswer)");
    }

    @Test
    void whatJacksonReadsInAnotherWayTakesAnything() throws Exception {
        ValidationHooks hooks = hooks("""
                  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
                  sealed interface Wrapped {}
                  record Circle(int radius) implements Wrapped {}
                  interface Coded { @JsonValue int code(); }
                  enum Level implements Coded { LOW; public int code() { return 1; } }
                  @JsonIdentityInfo(generator = ObjectIdGenerators.PropertyGenerator.class)
                  record Node(int id) {}
                  record Made(int x) { @JsonCreator Made(@JsonProperty("y") String y) { this(y.length()); } }
                  record Ready(int x) { @JsonCreator Ready {} }
                  record Answer(Circle circle, Level level, Node node, Made made, Ready ready) {}
                """, "Answer.class");

        assertThat(faults(hooks, """
                {"circle": {"Circle": {}}, "level": 1, "node": 7, "made": {"y": "z"}, "ready": {}}
                """)).containsExactly("$.ready.x: is missing");
    }

    @Test
    void subtypesNamedByAPropertyAreCheckedWhereTheirTypeIsKnown() throws Exception {
        ValidationHooks hooks = hooks("""
                  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
                  @JsonSubTypes({@JsonSubTypes.Type(value = Circle.class, name = "circle")})
                  sealed interface Shape permits Circle {}
                  record Circle(double radius) implements Shape {}
                  record Answer(Shape any, Circle circle, List<Shape> all) {}
                """, "Answer.class");

        assertThat(faults(hooks, """
                {"any": {"kind": "circle"}, "circle": {"kind": "circle"}, "all": [{}, 1]}
                """)).containsExactly("$.circle.radius: is missing");
    }

    @Test
    void parametersOfConstructorsNameProperties() throws Exception {
        ValidationHooks hooks = hooks("""
                  static class Answer {
                    private final int count;
                    private final String label;
                    private final int fixed = 1;
                    private int hidden;
                    @Deprecated private int old;
                    @JsonCreator Answer(@JsonProperty("cnt") int c, @JsonProperty("label") @NotBlank String l) {
                      count = c; label = l;
                    }
                    public int getCount() { return count; }
                    public String getLabel() { return label; }
                    public int getFixed() { return fixed; }
                    int getHidden() { return hidden + old; }
                  }
                """, "Answer.class");

        assertThat(faults(hooks, "{}")).containsExactly("$.label: is missing", "$.cnt: is missing");
    }

    @Test
    void classesOfLibrariesThatStandForOneTextTakeAnything() throws IOException {
        Compilation base = com.google.testing.compile.Compiler.javac()
                .withOptions("-parameters", "-proc:none")
                .compile(Compiling.files("""
                        package lib;
                        public class Id { public final int x; public Id(String text) { x = 1; } }
                        """, """
                        package lib;
                        public class Code { public int x; public static Code valueOf(String text) { return null; } }
                        """, """
                        package lib;
                        public class Plain { public int x; public static Plain valueOf(Object o) { return null; } }
                        """, """
                        package lib;
                        public record Wrapper(String x) {}
                        """));
        assertThat(base.errors()).isEmpty();
        Compiling.writeClasses(base, library);

        Compilation compilation = Compiling.javac()
                .withClasspath(List.of(Compiling.jarOf(Stage.class), library.toFile()))
                .compile(Compiling.files("""
                        package p;
                        import dev.agenttracking.annotation.*;
                        class A {
                          record Answer(lib.Id id, lib.Code code, lib.Plain plain, lib.Wrapper wrapper) {}
                          @Stage(value = ExecutionStage.LLM_CALL, response = Answer.class) String ask() { return ""; }
                        }
                        """));

        assertThat(Compiling.generatedSource(compilation, "p.AValidationHooks"))
                .contains("property(\"plain\").object(", "property(\"wrapper\").object(")
                .doesNotContain("property(\"id\")", "property(\"code\")");
    }
}
