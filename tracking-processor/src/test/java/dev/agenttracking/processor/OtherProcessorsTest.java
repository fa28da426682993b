// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.runtime.CallRecorder;
import dev.agenttracking.annotation.runtime.TrackedBean;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lombok, MapStruct and Spring's processors in the same run of javac, all from their jars on a processor path. */
class OtherProcessorsTest {

    private static final String PLANNER = """
            package app;
            import dev.agenttracking.annotation.*;
            import org.springframework.stereotype.Component;
            @Component
            @lombok.extern.slf4j.Slf4j
            @lombok.RequiredArgsConstructor
            @lombok.Getter
            @lombok.Builder
            public class PlannerAgent {
              private final NoteMapper mapper;
              private final PlannerProperties properties;
              @TrackExecution public NoteView run(@VaultId String vault, Note note) {
                log.trace("depth {}", getProperties().getDepth());
                return prepare(note);
              }
              @Stage(ExecutionStage.PRE_PROCESS) NoteView prepare(Note note) { return mapper.view(note); }
            }
            """;
    private static final List<String> OTHERS = List.of("""
            package app;
            @lombok.Data
            public class Note { private String title; private int length; }
            """, """
            package app;
            @lombok.Value @lombok.Builder
            public class NoteView { String title; long length; }
            """, """
            package app;
            @org.mapstruct.Mapper
            public interface NoteMapper { NoteView view(Note note); }
            """, """
            package app;
            @org.springframework.boot.context.properties.ConfigurationProperties("planner")
            @lombok.Data
            public class PlannerProperties {
              /** How many notes deep. */
              private int depth = 3;
            }
            """, """
            package app;
            import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
            @org.springframework.boot.autoconfigure.AutoConfiguration
            @ConditionalOnClass(Note.class)
            public class PlannerAutoConfiguration {}
            """);
    private static final List<String> METADATA = List.of(
            "META-INF/spring-configuration-metadata.json",
            "META-INF/spring-autoconfigure-metadata.properties",
            "META-INF/spring.components");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void workInBothOrders(boolean ownFirst) throws Exception {
        List<File> path = new ArrayList<>(otherProcessors());
        path.addAll(ownFirst ? 0 : path.size(), RealJavac.ownProcessorPath());
        RealJavac javac = compiled(path, "with");

        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {javac.classes().toUri().toURL()}, getClass().getClassLoader())) {
            Class<?> tracked = loader.loadClass("app.PlannerAgent$$Tracked");
            assertThat(tracked.getDeclaredConstructors())
                    .singleElement()
                    .satisfies(constructor -> assertThat(constructor.getParameterTypes())
                            .extracting(Class::getSimpleName)
                            .containsExactly("NoteMapper", "PlannerProperties"));

            FakeRecorder recorder = new FakeRecorder();
            Object view = runAgent(loader, tracked, recorder);

            assertThat(view).hasToString("NoteView(title=Storm, length=0)");
            assertThat(recorder.methods)
                    .extracting(Object::toString)
                    .containsExactly("PlannerAgent.run", "PlannerAgent.prepare");
        }
    }

    @Test
    void writeTheSameAsWithoutThisOne() throws IOException {
        List<File> path = new ArrayList<>(otherProcessors());
        RealJavac without = compiled(path, "without");
        path.addAll(RealJavac.ownProcessorPath());
        RealJavac with = compiled(path, "with");

        for (String name : METADATA) {
            assertThat(lines(with.classes().resolve(name)))
                    .describedAs(name)
                    .isNotEmpty()
                    .isEqualTo(lines(without.classes().resolve(name)));
        }
    }

    private RealJavac compiled(List<File> processorPath, String name) {
        RealJavac javac = new RealJavac(folder.resolve(name)).source(PLANNER);
        OTHERS.forEach(javac::source);
        assertThat(javac.compile(classPath(), processorPath, List.of("-Xlint:all,-processing,-options", "-Werror")))
                .describedAs(javac::messages)
                .isTrue();
        return javac;
    }

    /** Dates apart, which some write at the top. */
    private static List<String> lines(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> !line.startsWith("#")).sorted().toList();
        }
    }

    private static Object runAgent(ClassLoader loader, Class<?> tracked, CallRecorder recorder) throws Exception {
        Object mapper = create(loader.loadClass("app.NoteMapperImpl"));
        Object properties = create(loader.loadClass("app.PlannerProperties"));
        Constructor<?> constructor = tracked.getDeclaredConstructors()[0];
        Object agent = constructor.newInstance(mapper, properties);
        ((TrackedBean) agent).agentTracking$recorder(recorder);
        Object note = create(loader.loadClass("app.Note"));
        note.getClass().getMethod("setTitle", String.class).invoke(note, "Storm");
        Method run = Arrays.stream(tracked.getMethods())
                .filter(method -> method.getName().equals("run"))
                .findFirst()
                .orElseThrow();
        try {
            return run.invoke(agent, "v", note);
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        }
    }

    private static Object create(Class<?> type) throws ReflectiveOperationException {
        return type.getDeclaredConstructor().newInstance();
    }

    private static List<File> classPath() {
        return Stream.of(
                        Stage.class,
                        lombok.Getter.class,
                        org.mapstruct.Mapper.class,
                        org.slf4j.Logger.class,
                        org.springframework.stereotype.Component.class,
                        org.springframework.core.annotation.AliasFor.class,
                        org.springframework.boot.context.properties.ConfigurationProperties.class,
                        org.springframework.boot.autoconfigure.AutoConfiguration.class)
                .map(Compiling::jarOf)
                .toList();
    }

    /** The jars of the processors, found by what makes them one. */
    private static List<File> otherProcessors() {
        List<File> path = new ArrayList<>();
        for (String name : List.of(
                "lombok.launch.AnnotationProcessorHider",
                "lombok.mapstruct.NotifierHider",
                "org.mapstruct.ap.MappingProcessor",
                "org.mapstruct.Mapper",
                "org.springframework.boot.configurationprocessor.ConfigurationMetadataAnnotationProcessor",
                "org.springframework.boot.autoconfigureprocessor.AutoConfigureAnnotationProcessor",
                "org.springframework.context.index.processor.CandidateComponentsIndexer")) {
            try {
                path.add(Compiling.jarOf(Class.forName(name, false, OtherProcessorsTest.class.getClassLoader())));
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
        return path;
    }
}
