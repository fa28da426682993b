// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.google.testing.compile.Compilation;
import dev.agenttracking.processor.diagnostic.DiagnosticCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sources mark the line of each expected message with {@code // HERE}. */
class DiagnosticsTest {

    private static final String IMPORTS = "import dev.agenttracking.annotation.*;\nimport static"
            + " dev.agenttracking.annotation.ExecutionStage.*;\n";

    /** One or more sources, in which the code is reported at every marked line and nothing else is. */
    record Case(DiagnosticCode code, String name, List<String> sources, String... options) {
        static Case of(DiagnosticCode code, String name, String... bodies) {
            return new Case(
                    code,
                    name,
                    Arrays.stream(bodies)
                            .map(body -> "package p;\n" + IMPORTS + body)
                            .toList());
        }

        Case withOptions(String... given) {
            return new Case(code, name, sources, given);
        }

        Compilation compile() {
            return Compiling.javac(options).compile(Compiling.files(sources.toArray(String[]::new)));
        }

        @Override
        public String toString() {
            return code + ": " + name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                Case.of(DiagnosticCode.PRIVATE_METHOD, "stage", """
                        class A {
                          @TrackExecution public void run() {}
                          @Stage(INIT)
                          private void init() {} // HERE
                        }
                        """),
                Case.of(DiagnosticCode.PRIVATE_METHOD, "abstract class and interface", """
                        abstract class A {
                          @TrackExecution
                          private void run() {} // HERE
                          interface I {
                            @Stage(INIT)
                            private void init() {} // HERE
                          }
                        }
                        """),
                Case.of(DiagnosticCode.FINAL_METHOD, "execution", """
                        class A {
                          @TrackExecution
                          public final void run() {} // HERE
                        }
                        """),
                Case.of(DiagnosticCode.FINAL_METHOD, "annotated in an interface", """
                        class A implements I {
                          public final void run() {} // HERE
                        }
                        interface I { @TrackExecution void run(); }
                        """),
                Case.of(DiagnosticCode.STATIC_METHOD, "execution", """
                        class A {
                          @TrackExecution
                          static void run() {} // HERE
                        }
                        """),
                Case.of(DiagnosticCode.OMITTED_METHOD, "final and static of an annotated type", """
                        @TrackExecution
                        class A {
                          public void run() {}
                          public final void end() {} // HERE
                          public static void main(String[] arguments) {} // HERE
                          private void help() {}
                          final void open() {}
                        }
                        """),
                Case.of(DiagnosticCode.OMITTED_METHOD, "nothing left", """
                        @TrackExecution
                        final class A {
                          public final void end() {} // HERE
                        }
                        """),
                Case.of(DiagnosticCode.HIDDEN_TOOL, "tools of Spring AI", """
                        class A {
                          @TrackExecution public void run() {}
                          @org.springframework.ai.tool.annotation.Tool
                          private void a() {} // HERE
                          @org.springframework.ai.tool.annotation.Tool
                          public static void b() {} // HERE
                          @org.springframework.ai.tool.annotation.Tool
                          public final void c() {} // HERE
                          private record Hidden() {}
                          @Composed
                          public void d(Hidden hidden) {} // HERE
                          @org.springframework.ai.tool.annotation.Tool
                          void e() {}
                          @dev.langchain4j.agent.tool.Tool
                          private void f() {}
                        }
                        class Plain {
                          @org.springframework.ai.tool.annotation.Tool
                          private void a() {}
                        }
                        @org.springframework.ai.tool.annotation.Tool @interface Composed {}
                        """),
                Case.of(DiagnosticCode.INACCESSIBLE_SIGNATURE, "private nested type", """
                        class A {
                          private static class Hidden {}
                          @TrackExecution
                          public void run(java.util.List<? extends Hidden[]> hidden) {} // HERE
                        }
                        """),
                Case.of(DiagnosticCode.INACCESSIBLE_SIGNATURE, "bound of the class", """
                        class A {
                          private static class Hidden {}
                          static class B<T extends Hidden> { // HERE
                            @TrackExecution public void run() {}
                          }
                        }
                        """),
                Case.of(DiagnosticCode.FINAL_CLASS, "own annotation", """
                        final class A { // HERE
                          @TrackExecution public void run() {}
                        }
                        """),
                Case.of(DiagnosticCode.FINAL_CLASS, "inherited annotation", """
                        final class A extends Base {} // HERE
                        abstract class Base { @Stage(INIT) void init() {} }
                        """),
                Case.of(DiagnosticCode.RECORD_CLASS, "record", """
                        record A(String name) { // HERE
                          @TrackExecution public void run() {}
                        }
                        """),
                Case.of(DiagnosticCode.ENUM_CLASS, "enum", """
                        enum A { // HERE
                          ONE;
                          @TrackExecution public void run() {}
                        }
                        """),
                Case.of(DiagnosticCode.SEALED_CLASS, "sealed", """
                        sealed class A permits B { // HERE
                          @TrackExecution public void run() {}
                        }
                        non-sealed class B extends A {}
                        """),
                Case.of(DiagnosticCode.PRIVATE_CLASS, "private and in private", """
                        class A {
                          private static class B { // HERE
                            @TrackExecution public void run() {}
                            static class C { // HERE
                              @TrackExecution public void run() {}
                            }
                          }
                        }
                        """),
                Case.of(DiagnosticCode.INNER_CLASS, "inner, but not those of interfaces", """
                        class A {
                          class B { // HERE
                            @TrackExecution public void run() {}
                          }
                          interface I {
                            class C {
                              @TrackExecution public void run() {}
                            }
                          }
                        }
                        """),
                Case.of(DiagnosticCode.LOCAL_CLASS, "local and anonymous", """
                        class A {
                          Object make() {
                            class B { // HERE
                              @TrackExecution public void run() {}
                            }
                            return new Object() { // HERE
                              @Stage(INIT) void init() {}
                            };
                          }
                          Object plain() { return new Object() {}; }
                        }
                        """),
                Case.of(DiagnosticCode.PRIVATE_CONSTRUCTORS, "private", """
                        class A { // HERE
                          private A() {}
                          @TrackExecution public void run() {}
                        }
                        """),
                Case.of(DiagnosticCode.STAGE_KIND_CONFLICT, "same name", """
                        class A {
                          @Stage(value = PRE_PROCESS, name = "check") void one() {}
                          @Stage(value = POST_PROCESS, name = "check") void two() {} // HERE
                        }
                        """),
                Case.of(DiagnosticCode.STAGE_KIND_CONFLICT, "with an inherited one", """
                        class A extends Base { // HERE
                          @Stage(value = PRE_PROCESS, name = "check") void one() {}
                        }
                        abstract class Base {
                          @Stage(value = POST_PROCESS, name = "check") void two() {}
                        }
                        """),
                Case.of(DiagnosticCode.STAGE_CONSTANT_CONFLICT, "same constant", """
                        class A {
                          @Stage(value = PRE_PROCESS, name = "checkFacts") void one() {}
                          @Stage(value = PRE_PROCESS, name = "check-facts") void two() {} // HERE
                        }
                        """),
                Case.of(DiagnosticCode.STAGE_WITHOUT_CONSTANT, "no letters", """
                        class A {
                          @Stage(value = PRE_PROCESS, name = "--") void one() {} // HERE
                        }
                        """),
                Case.of(DiagnosticCode.DUPLICATE_AGENT, "nested classes with one simple name", """
                        class A {
                          static class Agent {
                            @TrackExecution public void run() {}
                          }
                        }
                        """, """
                        class B {
                          static class Agent { // HERE
                            @TrackExecution public void run() {}
                          }
                        }
                        """),
                Case.of(DiagnosticCode.DUPLICATE_AGENT, "given name", """
                        class A {
                          @TrackExecution(agent = "x") public void run() {}
                        }
                        @TrackExecution(
                            agent = "x") // HERE
                        class B {
                          public void run() {}
                        }
                        class C extends A {} // HERE
                        """),
                Case.of(DiagnosticCode.TIMEOUT, "on methods and types", """
                        @TrackExecution(
                            timeout = "soon") // HERE
                        class A {
                          @TrackExecution(timeout = "-3s") // HERE
                          public void run() {}
                        }
                        """),
                Case.of(DiagnosticCode.RESPONSE_TYPE, "no text", """
                        class A {
                          @Stage(value = LLM_CALL, response = A.class) // HERE
                          java.util.List<String> list() { return null; }
                          @Stage(value = LLM_CALL, response = A.class) // HERE
                          void nothing() {}
                          @Stage(value = LLM_CALL, response = A.class) // HERE
                          java.util.concurrent.CompletableFuture<Integer> number() { return null; }
                          @Stage(value = LLM_CALL, response = A.class)
                          java.util.concurrent.CompletableFuture<String> text() { return null; }
                          @Stage(value = LLM_CALL, response = A.class)
                          reactor.core.publisher.Mono<? extends CharSequence> mono() { return null; }
                          @Stage(value = LLM_CALL, response = A.class)
                          StringBuilder builder() { return null; }
                          @Stage(value = LLM_CALL, response = A.class)
                          <T extends CharSequence> T generic() { return null; }
                          @Stage(value = LLM_CALL, response = void.class)
                          int number2() { return 0; }
                        }
                        """),
                Case.of(DiagnosticCode.RESPONSE_CLASS, "what has no JSON of its own", """
                        class A {
                          interface Open {}
                          sealed interface Closed permits One {}
                          record One(String name) implements Closed {}
                          abstract static class Half {}
                          @interface Mark {}
                          enum Mood { CALM }
                          @Stage(value = LLM_CALL, response = int.class) // HERE
                          String primitive() { return null; }
                          @Stage(value = LLM_CALL, name = "2", response = Open.class) // HERE
                          String open() { return null; }
                          @Stage(value = LLM_CALL, name = "3", response = Half.class) // HERE
                          String half() { return null; }
                          @Stage(value = LLM_CALL, name = "4", response = Mark.class) // HERE
                          String mark() { return null; }
                          @Stage(value = LLM_CALL, name = "5", response = Open[].class) // HERE
                          String array() { return null; }
                          @Stage(value = LLM_CALL, name = "6", response = Closed.class)
                          String closed() { return null; }
                          @Stage(value = LLM_CALL, name = "7", response = One[].class)
                          String many() { return null; }
                          @Stage(value = LLM_CALL, name = "8", response = Mood.class)
                          String mood() { return null; }
                          @Stage(value = LLM_CALL, name = "9", response = java.util.Map.class)
                          String map() { return null; }
                          @Stage(value = LLM_CALL, name = "10", response = int[].class)
                          String numbers() { return null; }
                          @Stage(value = LLM_CALL, name = "11", response = Number.class)
                          String number() { return null; }
                          @Stage(value = LLM_CALL, name = "12", response = Object.class)
                          String anything() { return null; }
                        }
                        """),
                Case.of(DiagnosticCode.RESPONSE_CONFLICT, "one stage, two contracts", """
                        class A {
                          record One(String name) {}
                          record Two(String name) {}
                          @Stage(value = LLM_CALL, response = One.class) String one() { return null; }
                          @Stage(value = LLM_CALL, response = One.class) String again() { return null; }
                          @Stage(value = LLM_CALL) String none() { return null; }
                          @Stage(value = LLM_CALL, response = Two.class) // HERE
                          String two() { return null; }
                        }
                        """),
                Case.of(DiagnosticCode.RESPONSE_CONFLICT, "with an inherited contract", """
                        class A extends Base { // HERE
                          @Stage(value = LLM_CALL, response = String.class) String text() { return null; }
                        }
                        """, """
                        class Base {
                          @Stage(value = LLM_CALL, response = Integer.class) String number() { return null; }
                        }
                        """),
                new Case(
                        DiagnosticCode.RESPONSE_CONSTRAINT,
                        "no pattern and no number",
                        List.of("package p;\n" + IMPORTS + """
                                import jakarta.validation.constraints.*;
                                class A {
                                  record One(@Pattern(regexp = "[") String name) {}
                                  record Two(java.util.List<Three> threes) {}
                                  record Three(@DecimalMax("many") int count) {}
                                  record Fine(@Pattern(regexp = "[a-z]") @DecimalMax("1e3") String name) {}
                                  @Stage(value = LLM_CALL, response = One.class) // HERE
                                  String one() { return null; }
                                  @Stage(value = LLM_CALL, name = "two", response = Fine.class)
                                  String fine() { return null; }
                                  @Stage(value = LLM_CALL, name = "3", response = Two[].class) // HERE
                                  String two() { return null; }
                                }
                                """)),
                Case.of(DiagnosticCode.UNTRACKED_PARAMETER, "method and constructor", """
                        class A implements I {
                          A(@UserId String user) {} // HERE
                          void plain(
                              @VaultId String vault, // HERE
                              @Sensitive String secret) {}
                          @Stage(INIT) void stage(@ConversationId String conversation) {}
                          public void run(@CallReason String reason) {}
                        }
                        interface I {
                          @TrackExecution void run(String reason);
                          void other(@VaultId String vault);
                          static void help(@VaultId String vault) {} // HERE
                        }
                        abstract class B implements I {}
                        """.replace(
                                "public void run(@CallReason",
                                "public void other(String vault) {}\n  public void run(@CallReason")),
                Case.of(DiagnosticCode.MARKER_CONFLICT, "two on one, one on two", """
                        class A {
                          @TrackExecution public void run(
                              @VaultId @UserId String vault, // HERE
                              @ConversationId String one,
                              @ConversationId String two) {} // HERE
                        }
                        """),
                Case.of(DiagnosticCode.SUPER_CALL, "of a stage of the superclass", """
                        class A extends Base {
                          @TrackExecution public void run() {
                            super.init(); // HERE
                            init();
                          }
                        }
                        """, """
                        class Base {
                          @Stage(INIT) void init() {}
                        }
                        """),
                Case.of(DiagnosticCode.SELF_CALL, "of a stage", """
                                class A {
                                  @TrackExecution public void run() {
                                    init(); // HERE
                                  }
                                  @Stage(INIT) private void init() {}
                                }
                                """).withOptions("-Atracking.weaving=aspect"),
                Case.of(DiagnosticCode.NAME_TAKEN, "by the user", """
                        class A { // HERE
                          @Stage(INIT) void init() {}
                        }
                        class AStage {}
                        """),
                new Case(
                        DiagnosticCode.HIDDEN_SIGNATURE,
                        "type of another package",
                        List.of(
                                "package q;\n" + IMPORTS
                                        + "public abstract class Base { @TrackExecution public void run(Own own) {} }\n"
                                        + "class Own {}\n",
                                "package p;\n" + IMPORTS + "class A extends q.Base {} // HERE\n")),
                new Case(
                        DiagnosticCode.HIDDEN_METHOD,
                        "package-private in another package",
                        List.of(
                                "package q;\n" + IMPORTS
                                        + "public abstract class Base { @TrackExecution void run() {} }\n",
                                "package p;\n" + IMPORTS + "class A extends q.Base {} // HERE\n")));
    }

    /** Tested on their own below: they have no line, or need a broken compiler. */
    private static final Set<DiagnosticCode> WITHOUT_LINE =
            EnumSet.of(DiagnosticCode.WEAVING_OPTION, DiagnosticCode.INTERNAL_ERROR);

    @Test
    void everyCodeHasACase() {
        Set<DiagnosticCode> covered = cases().map(Case::code).collect(Collectors.toSet());
        covered.addAll(WITHOUT_LINE);

        assertThat(covered).containsExactlyInAnyOrder(DiagnosticCode.values());
    }

    @Test
    void everyCodeIsDocumentedWithItsKindAndARemedy() throws IOException {
        Map<String, String> expected = Arrays.stream(DiagnosticCode.values())
                .collect(Collectors.toMap(
                        DiagnosticCode::code, code -> code.kind().name().toLowerCase(Locale.ROOT)));

        Map<String, String> documented = Files.readAllLines(Path.of("../docs/build.md")).stream()
                .map(Pattern.compile("\\| `(Tracking\\w+)` \\| (\\w+) \\| [^|]+ \\| [^|]{8,} \\|")::matcher)
                .filter(Matcher::matches)
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));

        assertThat(documented).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void reportsAtTheLine(Case example) {
        Compilation compilation = example.compile();

        assertThat(reportedPlaces(compilation, example.code()))
                .describedAs(() -> compilation.diagnostics().toString())
                .containsExactlyInAnyOrderElementsOf(markedPlaces(example));
        assertThat(compilation.diagnostics())
                .filteredOn(diagnostic -> diagnostic.getKind() == example.code().kind())
                .allSatisfy(diagnostic -> assertThat(message(diagnostic))
                        .contains("[" + example.code().code() + "]"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void onlyErrorsFailTheCompilation(Case example) {
        Compilation compilation = example.compile();

        assertThat(compilation.status() == Compilation.Status.FAILURE)
                .isEqualTo(example.code().kind() == Diagnostic.Kind.ERROR);
    }

    @Test
    void errorsLeaveOutTheSubclassOfThatClassAlone() {
        WrappedProcessor processor = WrappedProcessor.recording();

        Compilation compilation = Compiling.compiler(List.of(processor), List.of())
                .compile(Compiling.files(
                        "package p;\n" + IMPORTS + "class A { @Stage(INIT) private void init() {} }",
                        "package p;\n" + IMPORTS + "class B { @Stage(INIT) void init() {} }"));

        assertThat(compilation.errors()).hasSize(1);
        assertThat(processor.written())
                .contains("p.B$$Tracked", "META-INF/agent-tracking/p.B.properties", "p.AStage")
                .doesNotContain("p.A$$Tracked", "META-INF/agent-tracking/p.A.properties");
    }

    @Test
    void aspectWeavingLeavesOutSubclassesAndTheirErrors() {
        Compilation compilation =
                Compiling.javac("-Atracking.weaving=aspect").compile(Compiling.files("package p;\n" + IMPORTS + """
                        final class A {
                          private A() {}
                          @TrackExecution private void run() { class B { @TrackExecution void go() {} } }
                          @Stage(INIT) final void init() {}
                        }
                        """));

        assertThat(compilation.errors()).isEmpty();
        assertThat(compilation.generatedSourceFile("p.A$$Tracked")).isEmpty();
        assertThat(Compiling.generatedSource(compilation, "p.AStage")).contains("INIT(");
        assertThat(Compiling.generatedResource(compilation, "META-INF/agent-tracking/p.A.properties"))
                .contains("tracked=\n");
    }

    @Test
    void aspectWeavingKeepsTheOtherErrors() {
        Compilation compilation =
                Compiling.javac("-Atracking.weaving=aspect").compile(Compiling.files("package p;\n" + IMPORTS + """
                        class A {
                          @TrackExecution(timeout = "soon") void run() {}
                        }
                        """));

        assertThat(compilation.errors())
                .extracting(DiagnosticsTest::message)
                .singleElement(STRING)
                .contains("[TrackingTimeout]");
    }

    @Test
    void unknownWeavingIsAnErrorThatNamesTheValues() {
        Compilation compilation =
                Compiling.javac("-Atracking.weaving=magic").compile(Compiling.files("package p;\nclass A {}"));

        assertThat(compilation.errors())
                .extracting(DiagnosticsTest::message)
                .singleElement(STRING)
                .contains("[TrackingWeavingOption]", "magic", "subclass, aspect");
    }

    @Test
    void ownDefectsAreReportedAtTheClass() {
        WrappedProcessor processor = WrappedProcessor.failing();

        Compilation compilation = Compiling.compiler(List.of(processor), List.of())
                .compile(Compiling.files("package p;\n" + IMPORTS + "class A { @Stage(INIT) void init() {} }"));

        assertThat(compilation.errors()).anySatisfy(error -> {
            assertThat(message(error)).contains("[TrackingInternalError]", "p.A", "the disk is gone");
            assertThat(error.getLineNumber()).isEqualTo(4);
        });
        assertThat(compilation.errors())
                .allSatisfy(error -> assertThat(message(error)).contains("TrackingInternalError"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void messagesNameTheRemedy(Case example) {
        Compilation compilation = example.compile();

        assertThat(compilation.diagnostics())
                .extracting(DiagnosticsTest::message)
                .filteredOn(message -> message.contains(example.code().code()))
                .isNotEmpty()
                .allSatisfy(message -> assertThat(message).contains(". ").doesNotContain("%"));
    }

    private static List<String> markedPlaces(Case example) {
        List<String> places = new ArrayList<>();
        for (String source : example.sources()) {
            String file = Compiling.nameOf(source).replace('.', '/') + ".java";
            List<String> lines = source.lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).endsWith("// HERE")) {
                    places.add(file + ":" + (i + 1));
                }
            }
        }
        return places;
    }

    private static List<String> reportedPlaces(Compilation compilation, DiagnosticCode code) {
        return compilation.diagnostics().stream()
                .filter(diagnostic -> message(diagnostic).contains("[" + code.code() + "]"))
                .map(diagnostic -> {
                    JavaFileObject source = Objects.requireNonNull((JavaFileObject) diagnostic.getSource());
                    return source.getName().replaceFirst("^/", "") + ":" + diagnostic.getLineNumber();
                })
                .toList();
    }

    private static String message(Diagnostic<?> diagnostic) {
        return diagnostic.getMessage(Locale.ROOT);
    }
}
