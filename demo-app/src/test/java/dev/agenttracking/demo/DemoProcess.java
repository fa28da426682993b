// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The demo as its users start it: a process of its own, without the tests' classes and settings. */
final class DemoProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final Path out;
    private final Path err;

    private DemoProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static DemoProcess start(Path folder, Path home, int port, String... arguments) throws IOException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                DemoApplication.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("OPENAI_")
                        || name.startsWith("SPRING_")
                        || name.startsWith("TRACKING_")
                        || name.equals("DATABASE_URL"));
        builder.environment().put("TRACKING_DEMO_HOME", home.toString());
        builder.environment().put("TRACKING_DEMO_PORT", Integer.toString(port));
        return new DemoProcess(builder.start(), out, err);
    }

    /** What shells start in the background, and all that it starts, ignores Ctrl-C. */
    static boolean hearsCtrlC() throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", "kill -INT $$; exit 7").start().waitFor() != 7;
    }

    /** Waits for its end and gives the exit code. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("still running: " + out() + err());
        }
        return process.exitValue();
    }

    void awaitOutput(String text) {
        await().atMost(PATIENCE).until(() -> out().contains(text) || !process.isAlive());
    }

    /** Asks it to end. */
    void terminate() {
        process.destroy();
    }

    /** Presses Ctrl-C. */
    void interrupt() throws IOException, InterruptedException {
        int failed = new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (failed != 0) {
            throw new IOException("kill ended with " + failed);
        }
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    @Override
    public void close() throws InterruptedException {
        if (process.isAlive()) {
            process.destroy();
            exitCode();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
