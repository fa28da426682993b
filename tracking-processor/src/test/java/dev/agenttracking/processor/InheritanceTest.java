// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import dev.agenttracking.annotation.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Annotations of supertypes, which may have been compiled long before, without the processor. */
class InheritanceTest {

    private static final String IMPORTS = "import dev.agenttracking.annotation.*;\nimport static"
            + " dev.agenttracking.annotation.ExecutionStage.*;\n";

    private static final String BASE = "package lib;\n" + IMPORTS + """
            public abstract class Base<T> implements Contract<T> {
              protected static class Help {}
              @TrackExecution(agent = "shared", timeout = "1s") public final void closed() {}
              @TrackExecution void hidden() {}
              @TrackExecution protected T guarded(T value, Help help) throws java.io.IOException { return value; }
              @Stage(INIT) protected abstract void init(@Sensitive String text);
              @Stage(COMPLETE) public static void end() {}
              @Stage(COMPLETE) private void secret() {}
            }
            """;

    private static final String CONTRACT = "package lib;\n" + IMPORTS + """
            @TrackExecution(tags = "contract")
            public interface Contract<T> {
              T ask(@VaultId String vault, T question);
              default String more() { return "more"; }
              static void help() {}
            }
            """;

    private static final String AGENT = """
            package app;
            public class Agent extends lib.Base<Integer> {
              @Override public Integer ask(String v, Integer q) { return q; }
              @Override protected void init(String text) {}
              public void other() {}
            }
            """;

    @TempDir
    Path library;

    @Test
    void annotationsInClassFilesCount() throws IOException {
        Compilation agent = compileAgainstLibrary(AGENT);

        assertThat(agent.errors()).isEmpty();
        assertThat(Compiling.generatedSource(agent, "app.Agent$$Tracked"))
                .contains("public Integer ask(String v, Integer q)")
                .contains(".parameter(\"v\", TrackedMethod.Role.VAULT_ID, false)")
                .contains(".tags(\"contract\")")
                .contains("public String more()")
                .contains("protected Integer guarded(Integer value, lib.Base.Help help) throws IOException")
                .contains("protected void init(String text)")
                .doesNotContain("closed", "hidden", "secret", " end(", "other");
        assertThat(Compiling.generatedResource(agent, "META-INF/agent-tracking/app.Agent.properties"))
                .contains("agent=Agent\n", "methods=ask,guarded,more\n", "stages=init\n");
    }

    @Test
    void whatCannotBeTrackedIsSaidAtTheClass() throws IOException {
        Compilation agent = compileAgainstLibrary(AGENT);

        assertThat(agent.warnings())
                .extracting(warning -> warning.getLineNumber() + " " + warning.getMessage(Locale.ROOT))
                .anySatisfy(text -> assertThat(text).startsWith("2 [TrackingOmittedMethod] Base.closed is final"))
                .anySatisfy(
                        text -> assertThat(text).startsWith("2 [TrackingHiddenMethod] Base.hidden is package-private"));
    }

    @Test
    void classesWithoutAnySourceAnnotationAreFound() throws IOException {
        Compilation agent = compileAgainstLibrary("package app; class Small extends Agent {}", AGENT);

        assertThat(agent.errors()).isEmpty();
        assertThat(Compiling.generatedSource(agent, "app.Small$$Tracked"))
                .contains("TrackedMethod.of(Small.class, \"Small\", \"ask\")");
    }

    @Test
    void nearestDeclarationWins() {
        Compilation compilation = Compiling.compileStrictly("package p;\n" + IMPORTS + """
                public class A extends Base {
                  @Override @TrackExecution(method = "own") public void one() {}
                  @Override public void two() {}
                }
                @TrackExecution(agent = "base") abstract class Base implements I {
                    public void one() {}
                    @TrackExecution(agent = "method") public void two() {}
                    public void three() {}
                    protected void four() {}
                }
                interface I { @TrackExecution(tags = "far") void one(); }
                """);

        assertThat(Compiling.generatedSource(compilation, "p.A$$Tracked"))
                .contains("TrackedMethod.of(A.class, \"base\", \"own\")")
                .contains("TrackedMethod.of(A.class, \"method\", \"two\")")
                .contains("TrackedMethod.of(A.class, \"base\", \"three\")")
                .doesNotContain("four", "far");
    }

    @Test
    void stagesBelongToTheOneAgentThatTheMethodsName() {
        Compilation compilation = Compiling.compileStrictly("package p;\n" + IMPORTS + """
                class A {
                  @TrackExecution(agent = "named") void run() {}
                  @Stage(SHOULD_RESPOND) boolean wants() { return true; }
                }
                """);

        assertThat(Compiling.generatedSource(compilation, "p.A$$Tracked"))
                .contains("TrackedMethod.of(A.class, \"named\", \"wants\")");
        assertThat(Compiling.generatedSource(compilation, "p.AValidationHooks")).contains("return \"named\"");
    }

    @Test
    void interfacesMetLaterMayBeNearer() {
        Compilation compilation = Compiling.compileStrictly("package p;\n" + IMPORTS + """
                class A extends Middle implements Far {}
                abstract class Middle implements Near {}
                interface Near extends Far {
                  @Override @TrackExecution(tags = "near") default Integer run() { return 1; }
                }
                interface Far {
                  @TrackExecution(tags = "far") default Number run() { return 0; }
                }
                """);

        assertThat(Compiling.generatedSource(compilation, "p.A$$Tracked"))
                .contains("public Integer run()", ".tags(\"near\")")
                .doesNotContain("\"far\"");
    }

    @Test
    void abstractTypesAndUntrackedClassesGetNothing() {
        Compilation compilation = Compiling.compileStrictly("package p;\n" + IMPORTS + """
                abstract class A {
                  @TrackExecution public void run() {}
                  interface I { @Stage(INIT) void init(); }
                  static class Plain { public void run() {} }
                  @TrackExecution static class Empty { void run() {} }
                }
                """);

        assertThat(compilation.generatedFiles())
                .extracting(file -> file.getName())
                .noneMatch(name -> name.contains("Tracked") || name.contains("Hooks") || name.endsWith(".properties"));
    }

    @Test
    void whatClassFilesLackIsNotWaitedFor() throws IOException {
        Compilation base = com.google.testing.compile.Compiler.javac()
                .withClasspath(List.of(Compiling.jarOf(Stage.class)))
                .withOptions("-parameters", "-proc:none")
                .compile(Compiling.files("package lib;\n" + IMPORTS + """
                        public class Base {
                          @TrackExecution public void run(Optional optional) {}
                          @Stage(INIT) public void init() {}
                        }
                        """, "package lib;\npublic class Optional {}"));
        Compiling.writeClasses(base, library);
        Files.delete(library.resolve("lib/Optional.class"));

        Compilation agent = Compiling.javac()
                .withClasspath(List.of(Compiling.jarOf(Stage.class), library.toFile()))
                .compile(Compiling.files("package app;\npublic class Agent extends lib.Base {}"));

        assertThat(agent.warnings())
                .extracting(warning -> warning.getMessage(Locale.ROOT))
                .anySatisfy(text -> assertThat(text).contains("[TrackingHiddenSignature] Base.run", "Optional"));
        assertThat(Compiling.generatedSource(agent, "app.Agent$$Tracked"))
                .contains("super.init()")
                .doesNotContain("super.run(");
    }

    private Compilation compileAgainstLibrary(String... sources) throws IOException {
        Compilation base = com.google.testing.compile.Compiler.javac()
                .withClasspath(List.of(Compiling.jarOf(Stage.class)))
                .withOptions("-parameters", "-proc:none")
                .compile(Compiling.files(BASE, CONTRACT));
        assertThat(base.errors()).isEmpty();
        Compiling.writeClasses(base, library);
        return Compiling.javac("-Xlint:all,-processing")
                .withClasspath(List.of(Compiling.jarOf(Stage.class), library.toFile()))
                .compile(Compiling.files(sources));
    }
}
