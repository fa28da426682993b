// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.Processor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Other processors in the same compilation, before and after. */
class RoundsTest {

    private static final String IMPORTS = "import dev.agenttracking.annotation.*;\nimport static"
            + " dev.agenttracking.annotation.ExecutionStage.*;\n";

    /** Lombok's own class loading hides its processors; this is the one that javac finds by service entry. */
    private static Processor lombok() {
        try {
            return (Processor) Class.forName("lombok.launch.AnnotationProcessorHider$AnnotationProcessor")
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void lombokConstructorsAreRepeatedInBothOrders(boolean lombokFirst) {
        Compilation compilation = compileWith(lombok(), lombokFirst, "package p;\n" + IMPORTS + """
                @lombok.RequiredArgsConstructor(access = lombok.AccessLevel.PROTECTED)
                @lombok.Getter
                public class A {
                  private final String name;
                  private final java.util.List<AStage> stages;
                  @TrackExecution public String run() { return getName(); }
                  @Stage(INIT) void init() {}
                }
                """);

        assertThat(compilation.errors()).isEmpty();
        assertThat(Compiling.generatedSource(compilation, "p.A$$Tracked"))
                .contains("protected A$$Tracked(String name, List<AStage> stages)")
                .contains("super(name, stages)");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void generatedSuperclassesAreWaitedFor(boolean otherFirst) {
        Map<Integer, String> sources = Map.of(3, "package p;\n" + IMPORTS + """
                public abstract class Base { @TrackExecution public void run() {} }
                """);

        Compilation compilation =
                compileWith(new GeneratingProcessor(sources), otherFirst, "package p;\nclass A extends Base {}");

        assertThat(compilation.errors()).isEmpty();
        assertThat(Compiling.generatedSource(compilation, "p.A$$Tracked")).contains("super.run()");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void generatedTypesInSignaturesAreWaitedFor(boolean otherFirst) {
        Map<Integer, String> sources = Map.of(
                2, "package q;\npublic class Mapper {}",
                3, "package q;\npublic class Result {}");

        Compilation compilation =
                compileWith(new GeneratingProcessor(sources), otherFirst, "package p;\n" + IMPORTS + """
                import q.*;
                class A {
                  A(q.Mapper mapper) {}
                  @TrackExecution public q.Result run(java.util.List<q.Mapper> all) { return null; }
                }
                """);

        assertThat(compilation.errors()).isEmpty();
        assertThat(Compiling.generatedSource(compilation, "p.A$$Tracked"))
                .contains("public Result run(List<Mapper> all)");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void generatedTypesInResponseContractsAreWaitedFor(boolean otherFirst) {
        Map<Integer, String> sources = Map.of(
                2,
                "package q;\npublic record Late(AskStage stage, int x, Later later) {}".replace("Ask", "p.A"),
                3,
                "package q;\npublic record Later(int y) {}");

        Compilation compilation =
                compileWith(new GeneratingProcessor(sources), otherFirst, "package p;\n" + IMPORTS + """
                public class A {
                  final Object hooks = AValidationHooks.INSTANCE;
                  record Own(AStage stage) {}
                  @Stage(value = LLM_CALL, name = "ask", response = q.Late.class) String ask() { return ""; }
                  @Stage(value = LLM_CALL, name = "own", response = Own.class) String own() { return ""; }
                }
                """);

        assertThat(compilation.errors()).isEmpty();
        assertThat(Compiling.generatedSource(compilation, "p.AValidationHooks"))
                .contains(
                        "property(\"x\").required()",
                        "property(\"y\").required()",
                        "property(\"stage\").oneOf(\"ASK\", \"OWN\")",
                        "checkOwn(");
        assertThat(Compiling.generatedSource(compilation, "p.A$$Tracked")).contains("AValidationHooks.INSTANCE");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void lombokClassesAreResponseContracts(boolean lombokFirst) {
        Compilation compilation = compileWith(lombok(), lombokFirst, "package p;\n" + IMPORTS + """
                public class A {
                  @Stage(value = LLM_CALL, response = Answer.class) String ask() { return ""; }
                  @lombok.Value static class Answer { int count; boolean isOpen; @jakarta.validation.constraints.NotBlank String name; }
                }
                """);

        assertThat(compilation.errors()).isEmpty();
        assertThat(Compiling.generatedSource(compilation, "p.AValidationHooks"))
                .contains("property(\"count\").required().whole(", "property(\"name\").required().text().notBlank()")
                .doesNotContain("pen\"");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void generatedAgentsAreHandled(boolean otherFirst) {
        Map<Integer, String> sources = Map.of(2, "package p;\n" + IMPORTS + """
                public class Late { @Stage(INIT) void init() {} }
                """);

        Compilation compilation =
                compileWith(new GeneratingProcessor(sources), otherFirst, "package p;\nclass Other {}");

        assertThat(compilation.errors()).isEmpty();
        assertThat(Compiling.generatedSource(compilation, "p.Late$$Tracked")).contains("super.init()");
    }

    @Test
    void unknownTypesAreLeftToTheCompiler() {
        Compilation compilation = Compiling.compile("package p;\n" + IMPORTS + """
                class A extends Missing {
                  @TrackExecution public Absent run(Absent absent) { return null; }
                  static class B {
                    @Stage(value = LLM_CALL, response = Absent.class) Absent call() { return null; }
                    @Stage(NOTHING) void other() {}
                  }
                }
                """);

        assertThat(compilation.errors())
                .isNotEmpty()
                .allSatisfy(error -> assertThat(error.getMessage(null)).doesNotContain("[Tracking"));
    }

    private static Compilation compileWith(Processor other, boolean otherFirst, String source) {
        TrackingProcessor own = new TrackingProcessor();
        List<Processor> processors = otherFirst ? List.of(other, own) : List.of(own, other);
        return Compiling.compiler(processors, List.of())
                .withClasspath(Stream.of(
                                dev.agenttracking.annotation.Stage.class,
                                jakarta.validation.constraints.NotBlank.class,
                                lombok.Getter.class)
                        .map(Compiling::jarOf)
                        .toList())
                .compile(Compiling.files(source));
    }

    /** Generates the given sources, each in the round of its key; something in every round up to the last of them. */
    @SupportedAnnotationTypes("*")
    private static final class GeneratingProcessor extends AbstractProcessor {

        private final Map<Integer, String> sources;
        private int round;

        GeneratingProcessor(Map<Integer, String> sources) {
            this.sources = sources;
        }

        @Override
        public SourceVersion getSupportedSourceVersion() {
            return SourceVersion.latestSupported();
        }

        @Override
        public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment environment) {
            round++;
            int lastRound =
                    sources.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
            List<String> texts = new ArrayList<>();
            if (round <= lastRound) {
                texts.add("package filler;\nclass Filler" + round + " {}");
            }
            if (sources.containsKey(round)) {
                texts.add(sources.get(round));
            }
            texts.forEach(this::write);
            return false;
        }

        private void write(String text) {
            try (Writer writer = processingEnv
                    .getFiler()
                    .createSourceFile(Compiling.nameOf(text))
                    .openWriter()) {
                writer.write(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
