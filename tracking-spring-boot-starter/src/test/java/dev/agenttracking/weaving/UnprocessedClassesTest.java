// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.processor.TrackingProcessor;
import dev.agenttracking.testing.CollectingSink;
import dev.agenttracking.weaving.agents.BetaAgent;
import dev.agenttracking.weaving.agents.PoetAgent;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.annotation.processing.Processor;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.util.ReflectionTestUtils;

/** Classes that the real javac compiled, with the processor and without. */
@ExtendWith(OutputCaptureExtension.class)
class UnprocessedClassesTest {

    private static final String MESSAGE = "The tracking processor did not run when ";

    private final CollectingSink sink = new CollectingSink();
    private final List<URLClassLoader> loaders = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void closeLoaders() throws IOException {
        for (URLClassLoader loader : loaders) {
            loader.close();
        }
    }

    @Test
    void areTrackedByTheAdvisorAndNamedOnce(CapturedOutput output) {
        List<Class<?>> agents = compile(List.of(), List.of("-proc:none"), "OneAgent", "TwoAgent");

        runner(agents).run(context -> {
            for (Class<?> agent : agents) {
                Object bean = context.getBean(agent);
                assertThat(bean).isNotExactlyInstanceOf(agent);
                assertThat(ReflectionTestUtils.<String>invokeMethod(bean, "run", "x"))
                        .isEqualTo("x!");
            }
            assertThat(sink.executions(2))
                    .extracting(Execution::method)
                    .extracting(Object::toString)
                    .containsExactly("OneAgent.run", "TwoAgent.run");
        });
        assertThat(messages(output))
                .singleElement()
                .asString()
                .contains(
                        "agents.OneAgent, agents.TwoAgent were compiled",
                        "annotationProcessorPaths",
                        "annotationProcessor;",
                        "-proc:full");
        assertThat(output).doesNotContain("is tracked by a proxy");
    }

    @Test
    void areCountedWhereTheyAreMany(CapturedOutput output) {
        String[] names = IntStream.range(0, 8).mapToObj(i -> "Agent" + i).toArray(String[]::new);

        runner(compile(List.of(), List.of("-proc:none"), names)).run(context -> {});

        assertThat(messages(output))
                .singleElement()
                .asString()
                .contains(
                        "agents.Agent0, agents.Agent1, agents.Agent2, agents.Agent3, agents.Agent4 and 3 more were compiled");
    }

    @Test
    void areNamedOnceAlsoWhereBeansAreMadeLater(CapturedOutput output) {
        List<Class<?>> agents = compile(List.of(), List.of("-proc:none"), "OneAgent", "TwoAgent");

        runner(agents)
                .withInitializer(context ->
                        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .run(context -> {
                    assertThat(messages(output)).isEmpty();
                    agents.forEach(context::getBean);
                });

        assertThat(messages(output)).singleElement().asString().contains("agents.OneAgent was compiled");
    }

    @Test
    void areNotThoseForWhichAspectsWereChosen(CapturedOutput output) {
        List<Class<?>> agents =
                compile(List.of(new TrackingProcessor()), List.of("-Atracking.weaving=aspect"), "OneAgent");

        runner(agents).run(context -> {
            assertThat(context.getBean(agents.get(0))).isNotExactlyInstanceOf(agents.get(0));
            ReflectionTestUtils.invokeMethod(context.getBean(agents.get(0)), "run", "x");
            assertThat(sink.executions(1)).hasSize(1);
        });
        assertThat(messages(output)).isEmpty();
    }

    @Test
    void areNotThoseThatHaveASubclass(CapturedOutput output) {
        runner(compile(List.of(new TrackingProcessor()), List.of(), "OneAgent"))
                .withBean(PoetAgent.class)
                .withUserConfiguration(BeanMethods.class)
                .run(context -> context.getBean(BetaAgent.class).run("x"));
        assertThat(messages(output)).isEmpty();
    }

    @Test
    void areNotThoseThatNobodyCouldProcess(CapturedOutput output) {
        runner(List.of()).withUserConfiguration(Unnamed.class).run(context -> {
            context.getBean(PoetAgent.class).isReady();
        });
        assertThat(messages(output)).isEmpty();
    }

    @Test
    void areNotNamedWhileTrackingIsOff(CapturedOutput output) {
        List<Class<?>> agents = compile(List.of(), List.of("-proc:none"), "OneAgent");

        runner(agents)
                .withPropertyValues("tracking.enabled=false")
                .run(context -> assertThat(context.getBean(agents.get(0))).isExactlyInstanceOf(agents.get(0)));

        assertThat(messages(output)).isEmpty();
    }

    private ApplicationContextRunner runner(List<Class<?>> beans) {
        ApplicationContextRunner runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, TrackingAutoConfiguration.class))
                .withBean(CollectingSink.class, () -> sink);
        for (Class<?> bean : beans) {
            runner = runner.withBean(bean).withClassLoader(bean.getClassLoader());
        }
        return runner;
    }

    private List<Class<?>> compile(List<Processor> processors, List<String> options, String... names) {
        try {
            List<Path> sources = new ArrayList<>();
            for (String name : names) {
                sources.add(Files.writeString(folder.resolve(name + ".java"), """
                        package agents;
                        import dev.agenttracking.annotation.*;
                        public class %s {
                          @TrackExecution public String run(String text) { return check() ? text + "!" : null; }
                          @Stage(ExecutionStage.SHOULD_RESPOND) boolean check() { return true; }
                        }
                        """.formatted(name)));
            }
            javac(processors, options, sources);
            URLClassLoader loader = new URLClassLoader(
                    new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
            loaders.add(loader);
            List<Class<?>> classes = new ArrayList<>();
            for (String name : names) {
                classes.add(loader.loadClass("agents." + name));
            }
            return classes;
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private void javac(List<Processor> processors, List<String> options, List<Path> sources) throws IOException {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("-parameters", "-d", folder.toString(), "-cp", System.getProperty("java.class.path")));
        try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
            JavaCompiler.CompilationTask task =
                    javac.getTask(errors, files, null, all, null, files.getJavaFileObjectsFromPaths(sources));
            if (!processors.isEmpty()) {
                task.setProcessors(processors);
            }
            assertThat(task.call()).describedAs(errors::toString).isTrue();
        }
    }

    private static List<String> messages(CapturedOutput output) {
        return Arrays.stream(output.toString().split(Pattern.quote("\n")))
                .filter(line -> line.contains(MESSAGE))
                .toList();
    }

    @Configuration(proxyBeanMethods = false)
    static class BeanMethods {
        @Bean
        BetaAgent beta() {
            return new BetaAgent();
        }
    }

    /** An anonymous class: no processor could name its subclass. */
    @Configuration(proxyBeanMethods = false)
    static class Unnamed {
        @Bean
        PoetAgent poet() {
            Supplier<PoetAgent> anonymous = () -> new PoetAgent() {};
            return anonymous.get();
        }
    }
}
