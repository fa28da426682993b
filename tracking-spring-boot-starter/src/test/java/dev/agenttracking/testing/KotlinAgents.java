// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.testing;

import dev.agenttracking.processor.TrackingProcessor;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Agents written in Kotlin ({@code kotlin/} among the resources), compiled by its compiler and processed by this library's processor,
 * once per JVM.
 */
public final class KotlinAgents {

    /** A property of the JVM, so that other class loaders find what was compiled. */
    private static final String COMPILED = KotlinAgents.class.getName();

    private KotlinAgents() {}

    /** Where the classes are. */
    public static synchronized URL location() {
        try {
            String known = System.getProperty(COMPILED);
            if (known == null) {
                known = compile().toString();
                System.setProperty(COMPILED, known);
            }
            return Path.of(known).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Loads the classes, and all else from the loader of this class. */
    public static ClassLoader loader() {
        return new URLClassLoader(new URL[] {location()}, KotlinAgents.class.getClassLoader());
    }

    private static Path compile() {
        try {
            Path classes = Files.createTempDirectory("kotlin-agents");
            classes.toFile().deleteOnExit();
            compileKotlin(classes);
            process(classes, List.of("agents.PlannerAgent", "agents.EditorAgent"));
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In a JVM of its own that does not optimise: it takes half the time. */
    private static void compileKotlin(Path classes) throws IOException {
        Path messages = classes.resolve("messages.txt");
        Process compiler = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        jars("kotlin|annotations-"),
                        "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler",
                        "-no-stdlib",
                        "-no-reflect",
                        "-java-parameters",
                        "-Xbackend-threads=2",
                        "-jvm-target",
                        "17",
                        "-classpath",
                        classPath(),
                        "-d",
                        classes.toString(),
                        source("/kotlin/Agents.kt"),
                        source("/kotlin/Scenarios.kt"))
                .redirectErrorStream(true)
                .redirectOutput(messages.toFile())
                .start();
        if (compiler.onExit().join().exitValue() != 0) {
            throw new AssertionError(Files.readString(messages));
        }
    }

    /** What the agents use, and no more: the compilers look through all of it. */
    private static String classPath() {
        return jars("kotlin-stdlib|kotlinx-|tracking-|jspecify|annotations-|.*classes$");
    }

    private static String jars(String names) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> Pattern.compile(names)
                        .matcher(new File(entry).getName())
                        .lookingAt())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String source(String resource) {
        try {
            return Path.of(KotlinAgents.class.getResource(resource).toURI()).toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** The processor sees compiled classes, as it sees the ancestors of a class in other jars. */
    private static void process(Path classes, List<String> names) {
        StringWriter messages = new StringWriter();
        JavaCompiler.CompilationTask task = ToolProvider.getSystemJavaCompiler()
                .getTask(
                        messages,
                        null,
                        null,
                        List.of("-classpath", classes + File.pathSeparator + classPath(), "-d", classes.toString()),
                        names,
                        null);
        task.setProcessors(List.of(new TrackingProcessor()));
        if (!task.call()) {
            throw new AssertionError(messages);
        }
    }
}
