// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import dev.agenttracking.payload.CapturedContent;
import dev.agenttracking.payload.JsonContent;
import dev.agenttracking.postgres.ContentLimits;
import dev.agenttracking.postgres.CopyFiles;
import dev.agenttracking.writer.EncodedRecord;
import dev.agenttracking.writer.OverflowSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.util.FileSystemUtils;

/**
 * How many executions a second get into PostgreSQL, with eight stages and a kilobyte of JSON in and out: nine rows. Ours, the
 * original's way, batches, and as much as the server takes from a file of its own. All in turn, as often as there are rounds, since
 * what else the machine does changes from one to the next; of each the median. After each run all rows must be there.
 */
final class Ingest {

    private static final int ROUNDS = Integer.getInteger("ingest.rounds", 3);
    private static final int EXECUTIONS = Integer.getInteger("ingest.executions", 30_000);
    private static final int SECONDS_ONE_BY_ONE = 3;
    private static final int SECONDS_OF_FILES = 60;

    private final IngestServer server;
    private final Map<Way, List<IngestApplication.Figures>> figures = new EnumMap<>(Way.class);

    private Ingest(IngestServer server) {
        this.server = server;
    }

    static void print() throws Exception {
        LoggingSystem.get(Ingest.class.getClassLoader()).setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
        Path directory = Files.createTempDirectory("ingest");
        try (IngestServer server = new IngestServer(directory.resolve("server"))) {
            new Ingest(server).print(directory);
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
    }

    private void print(Path directory) throws Exception {
        String[] json = json();
        try (IngestApplication first = new IngestApplication(server, inMemory(1), CapturedContent.REDACTED)) {
            IngestWays.makeTables(server);
            first.run(EXECUTIONS, server);
        }
        IngestApplication.Encoded encoded = IngestApplication.encoded(EXECUTIONS);
        List<CopyFiles.CopyFile> files = CopyFiles.write(encoded.records(), encoded.format(), directory);
        IngestWays.batches(server, json, EXECUTIONS / 10);
        for (int round = 0; round < ROUNDS; round++) {
            add(Way.ONE_BY_ONE, IngestWays.oneByOne(server, json, SECONDS_ONE_BY_ONE));
            add(Way.BATCHES, IngestWays.batches(server, json, EXECUTIONS / 3));
            add(Way.FILE_ORIGINAL, IngestWays.files(server, files, IngestWays.ORIGINAL, EXECUTIONS));
            add(Way.FILE, IngestWays.files(server, files, IngestApplication.SCHEMA, EXECUTIONS));
            add(Way.OURS, ours(1, CapturedContent.REDACTED));
            add(Way.OURS_TWO, ours(2, CapturedContent.REDACTED));
            add(Way.OURS_UNREDACTED, ours(1, CapturedContent.FULL));
        }
        System.out.println(table(json, encoded.records()));
        double sustained = IngestWays.filesForAWhile(server, directory, EXECUTIONS, SECONDS_OF_FILES);
        System.out.printf(
                Locale.ROOT,
                "the server's own `COPY` for %d s, into tables that grow: %,.0f executions/s, %.2f of that of %,d%n",
                SECONDS_OF_FILES,
                sustained,
                sustained / perSecond(Way.FILE),
                EXECUTIONS);
        IngestLoads loads = new IngestLoads(server, directory, sustained, bytes(encoded.records()));
        System.out.println(loads.table());
    }

    private IngestApplication.Figures ours(int connections, CapturedContent content) throws Exception {
        try (IngestApplication application = new IngestApplication(server, inMemory(connections), content)) {
            server.empty(IngestApplication.SCHEMA);
            IngestApplication.Figures run = application.run(EXECUTIONS, server);
            server.require(IngestApplication.SCHEMA, EXECUTIONS);
            return run;
        }
    }

    /** The caller waits for room, so that the queue never runs empty and nothing is dropped. */
    private static OverflowSettings inMemory(int connections) {
        return new OverflowSettings(
                OverflowSettings.Policy.BLOCK,
                OverflowSettings.BUFFER_BYTES,
                Duration.ofMinutes(1),
                null,
                0,
                false,
                connections);
    }

    private void add(Way way, IngestApplication.Figures run) {
        figures.computeIfAbsent(way, key -> new ArrayList<>()).add(run);
        System.out.printf(Locale.ROOT, "%s: %,.0f executions/s%n", way.title, run.perSecond());
    }

    private String table(String[] json, List<EncodedRecord> records) {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "%nJSON of %d bytes, %d bytes an execution as sent, %,d executions a run, median of %d rounds%n%n",
                json[0].length(),
                bytes(records),
                EXECUTIONS,
                ROUNDS));
        table.append(
                "| way | executions/s (least to most) | rows/s | of the server's own | times one by one | server's CPU, µs | writer's CPU, µs"
                        + " | writer's bytes | WAL bytes | executions a transaction |\n|---|---|---|---|---|---|---|---|---|---|\n");
        for (Way way : Way.values()) {
            List<IngestApplication.Figures> runs = figures.get(way);
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %,.0f (%,.0f to %,.0f) | %,.0f | %.2f | %.1f | %.0f |%s%n",
                    way.title,
                    perSecond(way),
                    runs.stream()
                            .mapToDouble(IngestApplication.Figures::perSecond)
                            .min()
                            .orElseThrow(),
                    runs.stream()
                            .mapToDouble(IngestApplication.Figures::perSecond)
                            .max()
                            .orElseThrow(),
                    perSecond(way) * (IngestAgent.STAGES + 1),
                    perSecond(way) / perSecond(Way.FILE),
                    perSecond(way) / perSecond(Way.ONE_BY_ONE),
                    median(runs, IngestApplication.Figures::serverMicros),
                    Double.isNaN(runs.get(0).cpuMicros())
                            ? " | | | |"
                            : String.format(
                                    Locale.ROOT,
                                    " %.1f | %,.0f | %,.0f | %.0f |",
                                    median(runs, IngestApplication.Figures::cpuMicros),
                                    median(runs, IngestApplication.Figures::allocatedBytes),
                                    median(runs, IngestApplication.Figures::walBytes),
                                    median(runs, IngestApplication.Figures::executionsATransaction))));
        }
        return table.toString();
    }

    private double perSecond(Way way) {
        return median(figures.get(way), IngestApplication.Figures::perSecond);
    }

    private static double median(
            List<IngestApplication.Figures> runs, ToDoubleFunction<IngestApplication.Figures> figure) {
        return runs.stream()
                .map(figure::applyAsDouble)
                .sorted(Comparator.naturalOrder())
                .toList()
                .get(runs.size() / 2);
    }

    private static int bytes(List<EncodedRecord> records) {
        return (int) records.stream()
                .mapToInt(record -> record.rows().length)
                .average()
                .orElseThrow();
    }

    private static String[] json() throws IOException {
        JsonContent content = new JsonContent();
        String[] json = new String[1_024];
        for (int i = 0; i < json.length; i++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            content.encode(IngestApplication.snapshot(i), ContentLimits.DEFAULTS.maxValueBytes(), out);
            json[i] = out.toString(StandardCharsets.UTF_8);
        }
        return json;
    }

    private enum Way {
        ONE_BY_ONE("the original's: a transaction for each event, its indexes"),
        BATCHES("JDBC batches of 256 executions, rewritten by the driver, the original's indexes"),
        FILE_ORIGINAL("the server's own `COPY` from a file, the original's indexes"),
        FILE("**the server's own `COPY` from a file**, our tables"),
        OURS("**tracked calls, one connection**"),
        OURS_TWO("tracked calls, two connections"),
        OURS_UNREDACTED("tracked calls, one connection, secrets not looked for");

        private final String title;

        Way(String title) {
            this.title = title;
        }
    }
}
