// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import dev.agenttracking.annotation.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.TreeMap;
import javax.annotation.processing.Processor;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What build tools rely on. */
class OutputTest {

    private static final String A = """
            package p;
            import dev.agenttracking.annotation.*;
            @TrackExecution(agent = " Präfix=\\\\: a")
            public class A {
              public String run(String text) { return text; }
              @Stage(ExecutionStage.INIT) void init() {}
              public static class Nested {
                @Stage(ExecutionStage.INIT) void init() {}
              }
            }
            """;
    private static final String B = "package p;\npublic class B extends A {}\n"
            .replace("public class B", "@dev.agenttracking.annotation.TrackExecution(agent = \"B\")\npublic class B");

    @Test
    void sameSourcesGiveTheSameBytesInAnyOrder() {
        Map<String, String> forwards = generated(Compiling.compile(A, B));
        Map<String, String> backwards = generated(Compiling.compile(B, A));

        assertThat(forwards).hasSize(12).isEqualTo(backwards);
    }

    @Test
    void eachFileHasItsClassAsOnlyOriginatingElement() {
        WrappedProcessor processor = WrappedProcessor.recording();

        Compiling.compiler(List.of(processor), List.of()).compile(Compiling.files(A, B));

        assertThat(processor.written()).hasSize(12);
        assertThat(processor.originatingElements())
                .allSatisfy(elements -> assertThat(elements)
                        .singleElement()
                        .satisfies(element -> assertThat(element.toString()).isIn("p.A", "p.B", "p.A.Nested")));
    }

    @Test
    void gradleIsToldThatTheProcessorIsIsolating() throws IOException {
        assertThat(resource("/META-INF/gradle/incremental.annotation.processors"))
                .isEqualTo(TrackingProcessor.class.getName() + ",isolating\n");
    }

    @Test
    void compilersFindTheProcessor() {
        assertThat(ServiceLoader.load(Processor.class))
                .filteredOn(TrackingProcessor.class::isInstance)
                .hasSize(1);
    }

    @Test
    void cataloguePropertiesAreAsciiAndReadBackAsWritten() throws IOException {
        String text = Compiling.generatedResource(Compiling.compile(A), "META-INF/agent-tracking/p.A.properties");
        Properties properties = new Properties();
        properties.load(new StringReader(text));

        assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(text)).isTrue();
        assertThat(text.lines()).isSorted();
        assertThat(properties)
                .containsOnlyKeys("agent", "class", "line", "methods", "source", "stages", "tracked")
                .containsEntry("agent", " Präfix=\\: a")
                .containsEntry("line", "4");
    }

    @Test
    void modulesNeedNotSeeTheStandardAnnotation(@TempDir Path folder) throws IOException {
        Path module = Files.writeString(folder.resolve("module-info.java"), "module m {}");
        Path agent = Files.writeString(folder.resolve("A.java"), A);
        List<String> options = List.of(
                "-Xlint:all,-processing,-options",
                "-Werror",
                "-d",
                folder.toString(),
                "-classpath",
                Compiling.jarOf(Stage.class).toString(),
                "--add-reads",
                "m=ALL-UNNAMED");
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (StandardJavaFileManager files =
                ToolProvider.getSystemJavaCompiler().getStandardFileManager(diagnostics, null, null)) {
            JavaCompiler.CompilationTask task = ToolProvider.getSystemJavaCompiler()
                    .getTask(null, files, diagnostics, options, null, files.getJavaFileObjects(module, agent));
            task.setProcessors(List.of(new TrackingProcessor()));

            assertThat(task.call())
                    .describedAs(() -> diagnostics.getDiagnostics().toString())
                    .isTrue();
        }
        assertThat(folder.resolve("p/A$$Tracked.java"))
                .content()
                .contains("@Generated")
                .doesNotContain("javax.annotation.processing");
    }

    @Test
    void nestedClassesAreNamedAsPromised() {
        Compilation compilation = Compiling.compile(A);

        Compiling.generatedSource(compilation, "p.A_NestedStage");
        Compiling.generatedSource(compilation, "p.A_NestedValidationHooks");
        Compiling.generatedSource(compilation, "p.A$Nested$$Tracked");
        assertThat(Compiling.generatedResource(compilation, "META-INF/agent-tracking/p.A$Nested.properties"))
                .contains("class=p.A$Nested\n", "tracked=p.A$Nested$$Tracked\n", "agent=Nested\n", "line=7\n");
    }

    private static Map<String, String> generated(Compilation compilation) {
        assertThat(compilation.errors()).isEmpty();
        Map<String, String> files = new TreeMap<>();
        for (JavaFileObject file : compilation.generatedFiles()) {
            if (file.getKind() != JavaFileObject.Kind.CLASS) {
                files.put(file.getName(), Compiling.text(file));
            }
        }
        return Collections.unmodifiableMap(files);
    }

    private static String resource(String path) throws IOException {
        try (InputStream stream = TrackingProcessor.class.getResourceAsStream(path)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
