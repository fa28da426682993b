// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javapoet.JavaFile;
import dev.agenttracking.annotation.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jdt.core.compiler.batch.BatchCompiler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compiler of Eclipse, as its batch: it has no javac trees, and an element model of its own. */
class EclipseCompilerTest {

    private static final String IMPORTS = "import dev.agenttracking.annotation.*;\nimport static"
            + " dev.agenttracking.annotation.ExecutionStage.*;\n";

    @TempDir
    Path folder;

    private final StringWriter messages = new StringWriter();
    private Path classes;

    @BeforeEach
    void makeFolders() throws IOException {
        classes = Files.createDirectories(folder.resolve("classes"));
    }

    @Test
    void generatesTheSameSourcesAsWithJavac() throws IOException {
        List<String> sources =
                List.of("package p;\n" + IMPORTS + """
                public class Agent<T extends Comparable<T>> extends Base<T> implements Contract<T> {
                  protected <S> Agent(S first, T... rest) throws java.io.IOException { super(rest); }
                  @TrackExecution(tags = {"a", "b"}, timeout = "1m") public java.util.List<? extends T> run(@VaultId String vault, int[]... numbers) { return null; }
                  @Stage(value = LLM_CALL, name = "askModel", response = Plan.class) <X extends Exception & java.io.Serializable> String ask(AgentStage stage) throws X { return ""; }
                  @Override public T answer(T question) { return question; }
                  public static class Nested { @Stage(INIT) void init() {} }
                  private record Plan(int count, java.util.List<Plan> parts, Item<Mood> item) {}
                  static class Item<I> { public I item; private String name; public void setName(String name) {} }
                  enum Mood { CALM, ANGRY }
                }
                """, "package p;\n" + IMPORTS + """
                abstract class Base<B> {
                  Base(B[] all) {}
                  @TrackExecution protected <T> B inherited(B value, T other) { return value; }
                  @TrackExecution private static class Ignored {}
                }
                """, "package p;\n" + IMPORTS + """
                interface Contract<C> {
                  @TrackExecution C answer(@Sensitive C question);
                  @TrackExecution default Object more(C... all) { return all; }
                }
                """);

        assertThat(compile(sources)).describedAs(messages.toString()).isTrue();

        var javac = Compiling.compile(sources.toArray(String[]::new));
        for (String name : List.of("AgentStage", "AgentValidationHooks", "Agent$$Tracked", "Agent$Nested$$Tracked")) {
            assertThat(classes.resolve("p/" + name + ".java"))
                    .hasContent(Compiling.generatedSource(javac, "p." + name));
            assertThat(classes.resolve("p/" + name + ".class")).exists();
        }
        assertThat(classes.resolve("META-INF/agent-tracking/p.Agent.properties"))
                .content()
                .contains("source=Agent.java\n", "line=\n", "tracked=p.Agent$$Tracked\n");
    }

    @Test
    void reportsErrors() throws IOException {
        boolean compiled = compile(List.of(
                "package p;\n" + IMPORTS + """
                class A {
                  @TrackExecution(timeout = "soon") public void run() {}
                  @Stage(INIT) private void init() {}
                  void plain(@VaultId String vault) {}
                  @Stage(value = LLM_CALL, response = A.class) int call() { return 1; }
                  class Inner { @TrackExecution public void go() {} }
                }
                """,
                "package p;\n" + IMPORTS + "record B() { @TrackExecution public void run() {} }"));

        assertThat(compiled).isFalse();
        assertThat(messages.toString())
                .contains(
                        "[TrackingTimeout]",
                        "[TrackingPrivateMethod]",
                        "[TrackingUntrackedParameter]",
                        "[TrackingResponseType]",
                        "[TrackingInnerClass]",
                        "[TrackingRecordClass]")
                .doesNotContain("[TrackingInternalError]");
    }

    private boolean compile(List<String> sources) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("-17", "-parameters", "-proceedOnError", "-d", classes.toString()));
        arguments.addAll(List.of("-s", classes.toString()));
        arguments.addAll(List.of("-classpath", Compiling.jarOf(Stage.class).toString()));
        arguments.addAll(List.of("-processorpath", processorPath()));
        arguments.addAll(List.of("-processor", TrackingProcessor.class.getName()));
        for (String source : sources) {
            Path file = folder.resolve(Compiling.nameOf(source).replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            arguments.add(Files.writeString(file, source).toString());
        }
        PrintWriter out = new PrintWriter(messages);
        return BatchCompiler.compile(arguments.toArray(String[]::new), out, out, null);
    }

    private static String processorPath() {
        return Stream.of(TrackingProcessor.class, Stage.class, JavaFile.class)
                .map(type -> Compiling.jarOf(type).toString())
                .collect(Collectors.joining(System.getProperty("path.separator")));
    }
}
