// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.aheadoftime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.context.aot.AbstractAotProcessor.Settings;

/** Does with an application of the test class path what the build plugins do: processes it ahead of time, compiles, starts it. */
final class AheadOfTimeBuild {

    private final Class<?> application;
    private final Path classes;
    private final Path resources;

    private AheadOfTimeBuild(Class<?> application, Path classes, Path resources) {
        this.application = application;
        this.classes = classes;
        this.resources = resources;
    }

    /** Processes and compiles an application that is started with some arguments. */
    static AheadOfTimeBuild of(Class<?> application, Path directory, String... arguments) throws IOException {
        Path sources = directory.resolve("sources");
        AheadOfTimeBuild build =
                new AheadOfTimeBuild(application, directory.resolve("classes"), directory.resolve("resources"));
        Settings settings = Settings.builder()
                .sourceOutput(sources)
                .resourceOutput(build.resources)
                .classOutput(build.classes)
                .groupId("dev.agenttracking")
                .artifactId("saga")
                .build();
        new SpringApplicationAotProcessor(application, settings, arguments).process();
        compile(sources, build.classes);
        return build;
    }

    private static void compile(Path sources, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter output = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> generated = Files.walk(sources)) {
            List<Path> units =
                    generated.filter(path -> path.toString().endsWith(".java")).toList();
            String classPath = classes + File.pathSeparator + System.getProperty("java.class.path");
            List<String> options = List.of("-proc:none", "-d", classes.toString(), "-classpath", classPath);
            boolean compiled = compiler.getTask(
                            output, files, null, options, null, files.getJavaFileObjectsFromPaths(units))
                    .call();
            assertThat(compiled).as(output.toString()).isTrue();
        }
    }

    /** What the application prints without generated code. */
    List<String> runAsItIs(String... arguments) throws IOException, InterruptedException {
        return run(List.of(), List.of(), arguments);
    }

    /** What the application prints with {@code -Dspring.aot.enabled=true}. */
    List<String> runGenerated(String... arguments) throws IOException, InterruptedException {
        return run(List.of("-Dspring.aot.enabled=true"), List.of(classes, resources), arguments);
    }

    private List<String> run(List<String> options, List<Path> first, String... arguments)
            throws IOException, InterruptedException {
        List<String> classPath = new ArrayList<>();
        first.forEach(path -> classPath.add(path.toString()));
        classPath.add(System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(options);
        command.addAll(List.of(
                "-XX:TieredStopAtLevel=1",
                "-Dspring.devtools.restart.enabled=false",
                "-Dfile.encoding=UTF-8",
                "-Dstdout.encoding=UTF-8"));
        command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath), application.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines;
        try (BufferedReader reader = process.inputReader()) {
            lines = reader.lines().toList();
        }
        assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
        return lines;
    }
}
