// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program on the class path of the tests in a JVM of its own. */
final class ChildJvm {

    private ChildJvm() {}

    /** Waits until the program has ended well, and gives what it has printed. */
    static String run(Path directory, Class<?> program, String... options) throws Exception {
        File output = directory.resolve("output.txt").toFile();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dspring.devtools.restart.enabled=false"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES))
                    .as("ends by itself: %s", Files.readString(output.toPath()))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String printed = Files.readString(output.toPath());
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }
}
