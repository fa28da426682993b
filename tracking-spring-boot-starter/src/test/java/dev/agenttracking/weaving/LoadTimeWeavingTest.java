// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.processor.TrackingProcessor;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program ({@code aspectj/} among the resources) runs in a JVM with AspectJ's weaver and this library's aspect, and prints what was
 * recorded of each call. A part of it is compiled with {@code -Atracking.weaving=aspect}, a part with generated subclasses.
 */
class LoadTimeWeavingTest {

    private static final Map<String, String> RECORDED = new LinkedHashMap<>();
    private static String output;

    @BeforeAll
    static void run(@TempDir Path directory) throws Exception {
        Path sources = Path.of(LoadTimeWeavingTest.class
                        .getResource("/aspectj/META-INF")
                        .toURI())
                .getParent();
        Path classes = Files.createDirectories(directory.resolve("classes"));
        compile(classes, sources.resolve("unprocessed"), "-proc:none");
        compile(classes, sources.resolve("aspects"), "-Atracking.weaving=aspect");
        compile(classes, sources.resolve("subclasses"), "-Atracking.weaving=subclass");
        assertThat(classes.resolve("woven/Scanned$$Tracked.class")).exists();
        assertThat(classes.resolve("woven/Plain$$Tracked.class")).doesNotExist();

        output = start(directory, sources, classes);
        output.lines().filter(line -> line.startsWith("> ")).forEach(line -> {
            int colon = line.indexOf(": ");
            RECORDED.put(line.substring(2, colon), line.substring(colon + 2));
        });
    }

    @Test
    void recordsObjectsThatAreNoBeansWithTheirPrivateStages() {
        assertThat(RECORDED)
                .containsEntry("new", "?! [Plain.run[llm_prepare] v1 {question=?} success]")
                .containsEntry("type", "closedshared [Everything.open[] success]")
                .containsEntry("new with subclass", "seen [Scanned.look[llm_call] success]");
    }

    @Test
    void recordsPrivateFinalAndStaticMethods() {
        assertThat(RECORDED)
                .containsEntry("private", "hidden [Plain.hidden[] success]")
                .containsEntry("final", "last [Plain.last[] success]")
                .containsEntry("static", "shared [Unprocessed.shared[] success]")
                .containsEntry("final bean", "sealed [Sealed.run[] success]");
    }

    @Test
    void changesNeitherResultsNorExceptions() {
        assertThat(RECORDED)
                .containsEntry("failure", "no [Plain.fail[] failed]")
                .containsEntry("later", "true [Plain.promise[] success]");
    }

    @Test
    void recordsACallThatPassesSeveralMethodsOnce() {
        assertThat(RECORDED)
                .containsEntry("overridden", "prepared by the heir [Heir.run[pre_process] success]")
                .containsEntry("inherited", "inherited [Heir.inherited[] success]")
                .containsEntry("bridge", "a [Text.answer[] success]");
    }

    @Test
    void leavesToASubclassAndToAProxyWhatTheyRecord() {
        assertThat(RECORDED)
                .containsEntry("woven bean", "Scanned$$Tracked seen [Scanned.look[llm_call] success]")
                .containsEntry("private of a woven bean", "prepared [Scanned.run[pre_process] success]")
                .containsEntry("advised bean", "true seen [Scanned.look[llm_call] success]")
                .containsEntry(
                        "advised twice", "seenseen [Scanned.look[llm_call] success, Scanned.look[llm_call] success]");
    }

    @Test
    void recordsIntoTheCallersContextElseTheOneThatStartedLast() {
        assertThat(RECORDED)
                .containsEntry("before start", "null []")
                .containsEntry("earlier context", "hidden []")
                .containsEntry("later context", " [Plain.hidden[] success]")
                .containsEntry(
                        "called from the earlier",
                        "hidden [Plain.hidden[] success of Caller.call, Caller.call[] success]")
                .containsEntry("third is off", "hidden [Plain.hidden[] success]")
                .containsEntry("later one closed", "hidden [Plain.hidden[] success]");
    }

    @Test
    void recordsNothingWhereTrackingIsOff() {
        assertThat(RECORDED).containsEntry("off", "?! Scanned []");
    }

    @Test
    void saysNothingOfFinalClassesThatAreWoven() {
        assertThat(output).doesNotContain("is not tracked").doesNotContain("Tracking failed");
    }

    private static void compile(Path classes, Path sources, String option) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> found = Files.walk(sources)) {
            List<Path> java =
                    found.filter(path -> path.toString().endsWith(".java")).toList();
            JavaCompiler.CompilationTask task = compiler.getTask(
                    messages,
                    files,
                    null,
                    List.of(
                            "-parameters",
                            "-classpath",
                            classes + File.pathSeparator + System.getProperty("java.class.path"),
                            "-d",
                            classes.toString(),
                            option),
                    null,
                    files.getJavaFileObjectsFromPaths(java));
            if (!option.equals("-proc:none")) {
                task.setProcessors(List.of(new TrackingProcessor()));
            }
            assertThat(task.call()).as(messages.toString()).isTrue();
        }
    }

    private static String start(Path directory, Path sources, Path classes) throws IOException {
        Path log = directory.resolve("output.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-javaagent:" + weaver(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Dspring.devtools.restart.enabled=false",
                "-cp",
                String.join(
                        File.pathSeparator,
                        classes.toString(),
                        sources.toString(),
                        System.getProperty("java.class.path")),
                "woven.Program"));
        Process program = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int exit = program.onExit().join().exitValue();
        String printed = Files.readString(log);
        assertThat(exit).as(printed).isZero();
        return printed;
    }

    private static String weaver() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> new File(entry).getName().startsWith("aspectjweaver"))
                .findFirst()
                .orElseThrow();
    }
}
