// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import dev.agenttracking.execution.ExecutionRecorder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * What the starter adds to the start of an application: processes of their own, with the starter's jar and without it in turn. The
 * starting thread's CPU time says most where a machine does other things as well.
 */
final class StartCost {

    private static final int ROUNDS = 10;

    /** Not in the small application: what the tests need, and what would start more of Spring Boot. */
    private static final List<String> ABSENT = List.of(
            "flyway",
            "spring-boot-flyway",
            "h2-",
            "r2dbc",
            "spring-r2dbc",
            "spring-boot-r2dbc",
            "spring-boot-devtools",
            "spring-security",
            "spring-boot-security",
            "hibernate-validator",
            "kotlin",
            "opentelemetry",
            "micrometer-tracing",
            "log4j-core",
            "picocli",
            "jmh");

    private static final List<String> LIQUIBASE = List.of("liquibase", "spring-boot-liquibase");

    private StartCost() {}

    static void print() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("start-cost");
        StringBuilder table = new StringBuilder(
                "\n| application | starting thread's CPU without, ms | with, ms | added | process's CPU"
                        + " added | time added | threads added |\n|---|---|---|---|---|---|---|\n");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            String url = postgres.getJdbcUrl("postgres", "postgres");
            table.append(row("20 agents", 20, false, directory, url));
            table.append(row("20 agents, Liquibase", 20, true, directory, url));
            table.append(row("500 agents", 500, false, directory, url));
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
        System.out.println(table);
    }

    private static String row(String name, int agents, boolean liquibase, Path directory, String url)
            throws IOException, InterruptedException {
        Path classes = Files.createDirectories(directory.resolve(String.valueOf(agents)));
        StartAgents.compile(agents, classes);
        List<Start> without = new ArrayList<>();
        List<Start> with = new ArrayList<>();
        start(classPath(classes, liquibase, true), url);
        for (int round = 0; round < ROUNDS; round++) {
            if (round % 2 == 0) {
                without.add(start(classPath(classes, liquibase, false), url));
                with.add(start(classPath(classes, liquibase, true), url));
            } else {
                with.add(start(classPath(classes, liquibase, true), url));
                without.add(start(classPath(classes, liquibase, false), url));
            }
        }
        double cpu = millis(without, Start::cpuNanos);
        return String.format(
                Locale.ROOT,
                "| %s | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f |%n",
                name,
                cpu,
                millis(with, Start::cpuNanos),
                millis(with, Start::cpuNanos) - cpu,
                millis(with, Start::processCpuNanos) - millis(without, Start::processCpuNanos),
                millis(with, Start::wallNanos) - millis(without, Start::wallNanos),
                median(with, Start::threads) - median(without, Start::threads));
    }

    private static double millis(List<Start> starts, ToLongFunction<Start> nanos) {
        return median(starts, nanos) / 1e6;
    }

    private static double median(List<Start> starts, ToLongFunction<Start> figure) {
        long[] sorted = starts.stream().mapToLong(figure).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2.0;
    }

    private static Start start(String classPath, String url) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        classPath,
                        StartedApplication.class.getName(),
                        "--server.port=0",
                        "--spring.datasource.url=" + url)
                .redirectErrorStream(true)
                .start();
        List<String> lines;
        try (BufferedReader reader = process.inputReader()) {
            lines = reader.lines().toList();
        }
        return process.waitFor() != 0
                ? failed(lines)
                : lines.stream()
                        .filter(line -> line.startsWith(StartedApplication.MARK))
                        .map(Start::parse)
                        .findFirst()
                        .orElseGet(() -> failed(lines));
    }

    private static Start failed(List<String> lines) {
        throw new IllegalStateException(String.join("\n", lines));
    }

    private static String classPath(Path agents, boolean liquibase, boolean starter) {
        List<String> absent = new ArrayList<>(ABSENT);
        if (!liquibase) {
            absent.addAll(LIQUIBASE);
        }
        Path own = starterClasses();
        Stream<String> entries = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> absent.stream().noneMatch(new File(entry).getName()::startsWith))
                .filter(entry -> starter || !Path.of(entry).equals(own));
        return String.join(
                File.pathSeparator,
                Stream.concat(Stream.of(agents.toString()), entries).toList());
    }

    private static Path starterClasses() {
        try {
            return Path.of(ExecutionRecorder.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What one start took, of the whole process. */
    private record Start(long wallNanos, long cpuNanos, long processCpuNanos, long threads) {

        static Start parse(String line) {
            String[] figures = line.substring(StartedApplication.MARK.length()).split(" ");
            return new Start(
                    Long.parseLong(figures[0]),
                    Long.parseLong(figures[1]),
                    Long.parseLong(figures[2]),
                    Long.parseLong(figures[3]));
        }
    }
}
