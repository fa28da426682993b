// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.testing.compile.Compilation;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.annotation.processing.Processor;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;

/** Sources mark the line of each expected warning with {@code // HERE}; all others pass without one. */
class EscapingCallsTest {

    private static final String IMPORTS = "package p;\nimport dev.agenttracking.annotation.*;\nimport static"
            + " dev.agenttracking.annotation.ExecutionStage.*;\n";
    private static final String AGENT = IMPORTS + """
            import java.util.function.*;
            class A extends Base {
              A self; static A other; int check;
              { check(); } // HERE
              @TrackExecution public void run() {
                check(); // HERE
                this.check(); // HERE
                (this).check(); // HERE
                ((A) this)
                    .check(); // HERE
                A.this.check(); // HERE
                hidden(); // HERE
                run(1);
                run(); // HERE
                inherited(); // HERE
                super.inherited(); // HERE
                super.overridden(); // HERE
                overridden(); // HERE
                answer(""); // HERE
                Supplier<String> later = this::check; // HERE
                Supplier<String> text = () -> check() + "x"; // HERE
                new Object() {
                  String go() { return check() + // HERE
                    A.this.check(); } // HERE
                };
                new Object() {
                  String go() { return check() + this.check(); }
                  String check() { return A.super.inherited(); } // HERE
                };
                class Local { { inherited(); } } // HERE
              }
              void run(int number) {
                self.check(); other.check(); new A().check(); give().check(); give().self.check();
                A self = this.self; self.run();
                Supplier<String> later = self::check;
                Function<A, String> any = A::check;
                check(1); help(); plain(); this.plain(); Base.help(); toString();
              }
              A give() { return self; }
              String plain() { return ""; }
              @Stage(PRE_PROCESS) String check() { return ""; }
              String check(int number) { return ""; }
              @Stage(PRE_PROCESS) private void hidden() {}
              @Override void overridden() { Runnable rest = () -> super.overridden(); super.overridden(); }
              public String answer(String question) { return Contract.super.more(question); } // HERE
              class Inner {
                { check(); A.this.check(); } // HERE
              }
              static class Nested {
                String check() { return ""; }
                void go(A a) { check(); a.check(); a.hidden(); }
              }
            }
            """.replace("extends Base", "extends Base implements Contract");
    private static final String BASE =
            IMPORTS + """
            abstract class Base {
              @Stage(INIT) void inherited() {}
              @Stage(INIT) void overridden() {}
              static void help() {}
            }
            """.replace("void inherited() {}", "String inherited() { return \"\"; }");
    private static final String CONTRACT = IMPORTS + """
            interface Contract {
              @TrackExecution String answer(String question);
              @TrackExecution default String more(String question) { return question; }
            }
            """;

    @Test
    void proxiesMissEveryCallThatAnObjectMakesOnItself() {
        Compilation compilation = aspect(AGENT, BASE, CONTRACT);

        assertThat(compilation.errors()).isEmpty();
        assertThat(lines(compilation, "[TrackingSelfCall]", "A.java")).isEqualTo(marked(AGENT));
        assertThat(compilation.warnings())
                .allSatisfy(warning -> assertThat(text(warning)).contains("[TrackingSelfCall]"));
    }

    @Test
    void generatedSubclassesMissCallsBySuperAlone() {
        List<String> bySuper = AGENT.lines()
                .map(line -> line.contains("super.") ? line : line.replace(" // HERE", ""))
                .toList();

        Compilation compilation =
                Compiling.compile(AGENT.replace("private void hidden", "void hidden"), BASE, CONTRACT);

        assertThat(compilation.errors()).isEmpty();
        assertThat(lines(compilation, "[TrackingSuperCall]", "A.java"))
                .hasSize(4)
                .isEqualTo(marked(String.join("\n", bySuper)));
        assertThat(compilation.warnings()).hasSize(4);
    }

    @Test
    void superclassesCallWhatTheirSubclassesAnnotate() {
        String template = IMPORTS + """
                public abstract class Template {
                  public final String run() {
                    return prepare() // HERE
                        + ask();
                  }
                  abstract String prepare();
                  String ask() { return ""; }
                  static String go(Template other) { return other.prepare(); }
                }
                """;
        String agent = IMPORTS + """
                class Agent extends Template {
                  @Stage(LLM_PREPARE) String prepare() { return ""; }
                }
                """;
        String stranger = IMPORTS + """
                class Stranger extends Template {
                  String prepare() { return ""; }
                  void own() { prepare(); }
                }
                """;

        Compilation compilation = aspect(template, agent, stranger);

        assertThat(compilation.errors()).isEmpty();
        assertThat(lines(compilation, "[TrackingSelfCall]", "Template.java")).isEqualTo(marked(template));
        assertThat(compilation.warnings()).hasSize(1);
    }

    @Test
    void annotatedTypesMeanTheirPublicMethods() {
        String agent = IMPORTS + """
                @TrackExecution
                class Agent {
                  public void run() {
                    more(); // HERE
                    help();
                  }
                  public void more() {}
                  void help() {}
                }
                """;

        assertThat(lines(aspect(agent), "[TrackingSelfCall]", "Agent.java")).isEqualTo(marked(agent));
    }

    @Test
    void warningsCanBeSuppressed() {
        Compilation compilation = aspect(IMPORTS + """
                class Agent {
                  @SuppressWarnings({"unused", "TrackingSelfCall"})
                  @TrackExecution public void run() { Runnable later = () -> check(); }
                  @Stage(INIT) void check() {}
                  @SuppressWarnings("TrackingSelfCall") static class Other {
                    @TrackExecution public void run() { run(); }
                  }
                }
                """);

        assertThat(compilation.warnings()).isEmpty();
    }

    @Test
    void brokenSourcesAreLeftToTheCompiler() {
        Compilation compilation = aspect(IMPORTS + """
                class Agent {
                  @TrackExecution public void run() { missing.run(); Missing.super.run(); missing(); run(nothing); }
                  @TrackExecution public void run(Absent absent) { super.run(); }
                }
                """);

        assertThat(compilation.errors())
                .isNotEmpty()
                .allSatisfy(error -> assertThat(text(error)).doesNotContain("[Tracking", "Exception"));
    }

    @Test
    void environmentsOfBuildToolsAreOpened() {
        Compilation compilation = Compiling.compiler(
                        List.of(new GradleLikeProcessor()), List.of("-Atracking.weaving=aspect"))
                .compile(Compiling.files(AGENT, BASE, CONTRACT));

        assertThat(lines(compilation, "[TrackingSelfCall]", "A.java")).isEqualTo(marked(AGENT));
        assertThat(Compiling.generatedResource(compilation, "META-INF/agent-tracking/p.A.properties"))
                .contains("line=5\n");
    }

    @Test
    void processorsWithoutTreesSayNothing() {
        Compilation compilation = Compiling.compiler(
                        List.of(WrappedProcessor.recording()), List.of("-Atracking.weaving=aspect"))
                .compile(Compiling.files(AGENT, BASE, CONTRACT));

        assertThat(compilation.errors()).isEmpty();
        assertThat(compilation.warnings()).noneMatch(warning -> text(warning).contains("[TrackingSelfCall]"));
    }

    @Test
    void theProcessorLoadsWhereThereAreNoTrees() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (File file : RealJavac.ownProcessorPath()) {
            urls.add(file.toURI().toURL());
        }
        ClassLoader withoutTrees = new ClassLoader(ClassLoader.getPlatformClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (name.startsWith("com.sun.source.")) {
                    throw new ClassNotFoundException(name);
                }
                return super.loadClass(name, resolve);
            }
        };
        try (URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), withoutTrees)) {
            assertThatThrownBy(() -> loader.loadClass("com.sun.source.util.Trees"))
                    .isInstanceOf(ClassNotFoundException.class);
            Processor processor = (Processor) loader.loadClass(TrackingProcessor.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();

            Compilation compilation = Compiling.compiler(List.of(processor), List.of("-Atracking.weaving=aspect"))
                    .compile(Compiling.files(AGENT, BASE, CONTRACT));

            assertThat(compilation.errors()).isEmpty();
            assertThat(compilation.warnings()).isEmpty();
            assertThat(Compiling.generatedResource(compilation, "META-INF/agent-tracking/p.A.properties"))
                    .contains("line=\n");
        }
    }

    private static Compilation aspect(String... sources) {
        return Compiling.javac("-Atracking.weaving=aspect").compile(Compiling.files(sources));
    }

    private static List<Long> marked(String source) {
        List<String> lines = source.lines().toList();
        List<Long> marked = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            int marks = lines.get(i).endsWith("// HERE") ? 1 + countOf("; A.this", lines.get(i)) : 0;
            for (int mark = 0; mark < marks; mark++) {
                marked.add(i + 1L);
            }
        }
        return marked;
    }

    private static int countOf(String part, String line) {
        return (line.length() - line.replace(part, "").length()) / part.length();
    }

    private static List<Long> lines(Compilation compilation, String code, String file) {
        return compilation.diagnostics().stream()
                .filter(diagnostic -> text(diagnostic).contains(code))
                .filter(diagnostic ->
                        ((JavaFileObject) diagnostic.getSource()).getName().endsWith("/" + file))
                .map(Diagnostic::getLineNumber)
                .sorted()
                .toList();
    }

    private static String text(Diagnostic<?> diagnostic) {
        return diagnostic.getMessage(Locale.ROOT);
    }
}
