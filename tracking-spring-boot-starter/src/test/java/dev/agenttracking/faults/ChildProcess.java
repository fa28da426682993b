// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A {@link ChildApplication} as its parent sees it. */
final class ChildProcess implements AutoCloseable {

    private static final Duration AT_MOST = Duration.ofMinutes(1);

    private final Process process;
    private final Thread reader;
    private final Map<Long, UUID> calls = new ConcurrentHashMap<>();
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Counts> counts = new LinkedBlockingQueue<>();
    private volatile boolean started;

    private ChildProcess(List<String> command) throws IOException {
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        reader = new Thread(this::read, "child-output");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts one.
     *
     * @param first the number of its first call
     * @param perSecond how many calls
     * @param properties of the application
     */
    static ChildProcess start(long first, int perSecond, List<String> properties) throws IOException {
        return new ChildProcess(command(first, perSecond, properties));
    }

    /** Starts one that can write no file longer than so many bytes. */
    static ChildProcess startWithFilesOf(long maxBytes, long first, int perSecond, List<String> properties)
            throws IOException {
        List<String> command =
                new ArrayList<>(List.of("bash", "-c", "ulimit -f $0 && exec \"$@\"", "" + maxBytes / 1024));
        command.addAll(command(first, perSecond, properties));
        return new ChildProcess(command);
    }

    /** Waits until its application has started. */
    ChildProcess awaitStart() {
        await().atMost(AT_MOST).until(() -> started || !process.isAlive());
        assertThat(started).as(() -> String.join("\n", output)).isTrue();
        return this;
    }

    /** Waits until so many of its calls have returned. */
    void awaitCalls(int count) {
        await().atMost(AT_MOST).pollInterval(Duration.ofMillis(1)).until(() -> calls.size() >= count);
    }

    /** Ends it at once, as the kernel does; what it had said before is read. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly(); // the process itself would close what is not read yet
        end();
    }

    /** What its writer says now. */
    Counts counts() throws IOException, InterruptedException {
        counts.clear();
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        return counts.poll(AT_MOST.toSeconds(), TimeUnit.SECONDS);
    }

    /** Lets it end in good order. What its writer says at last. */
    Counts stop() throws IOException, InterruptedException {
        counts.clear();
        process.getOutputStream().close();
        end();
        assertThat(process.exitValue()).as(() -> String.join("\n", output)).isZero();
        return counts.take();
    }

    /** The ids of the calls that have returned, by number. */
    Map<Long, UUID> calls() {
        return calls;
    }

    /** What it logs. */
    List<String> output() {
        return output;
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    /** What a child says of its writer's account. */
    record Counts(long accepted, long queued, long spilled, long written, long deadLettered, long dropped) {

        boolean identity() {
            return accepted == queued + spilled + written + deadLettered + dropped;
        }

        private static Counts parse(String line) {
            long[] figures =
                    Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
            return new Counts(figures[0], figures[1], figures[2], figures[3], figures[4], figures[5]);
        }
    }

    private void end() throws InterruptedException {
        process.waitFor();
        reader.join();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(ChildApplication.CALL)) {
                    String[] words = line.split(" ");
                    calls.put(Long.valueOf(words[1]), UUID.fromString(words[2]));
                } else if (line.startsWith(ChildApplication.COUNTS)) {
                    counts.add(Counts.parse(line.substring(ChildApplication.COUNTS.length())));
                } else if (line.equals(ChildApplication.STARTED)) {
                    started = true;
                } else {
                    output.add(line);
                }
            }
        } catch (IOException | RuntimeException cutShort) {
            // A line that was not written to its end was not said.
            output.add(cutShort.toString());
        }
    }

    private static List<String> command(long first, int perSecond, List<String> properties) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-XX:-UsePerfData",
                "-Dspring.devtools.restart.enabled=false",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                ChildApplication.class.getName(),
                String.valueOf(first),
                String.valueOf(perSecond),
                "--spring.main.web-application-type=none",
                "--spring.main.banner-mode=off"));
        command.addAll(properties);
        return command;
    }
}
