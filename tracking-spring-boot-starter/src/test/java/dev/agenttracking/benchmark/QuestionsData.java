// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.TimeSource;
import dev.agenttracking.payload.CapturedContent;
import dev.agenttracking.payload.JsonContent;
import dev.agenttracking.payload.Redaction;
import dev.agenttracking.postgres.ContentLimits;
import dev.agenttracking.postgres.DayLoad;
import dev.agenttracking.postgres.PostgresRecordSink;
import dev.agenttracking.postgres.Presence;
import dev.agenttracking.postgres.ServiceIdentity;
import dev.agenttracking.writer.EncodedRecord;
import dev.agenttracking.writer.RecordEncoder;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Fills the tables day by day: executions of the real recorder, rows of the real encoder, partitions as the library makes them. While
 * the server takes some thousand executions the next ones are made. Days that are there already stay.
 */
final class QuestionsData {

    private static final long SEED = 42;
    private static final int EXECUTIONS_A_PIECE = 8_192;
    private static final int DAYS_A_VERSION = 15;
    private static final int INSTANCES = 3;
    private static final int STEPS_A_DAY = 10;

    /** Content out of line is the same to all questions whether it is compressed or not; so there is room for ten million. */
    private static final String[] COMPRESSED = {
        "alter table agent_executions alter column input_data set storage extended,"
                + " alter column output_data set storage extended, alter column llm_request set storage extended,"
                + " alter column llm_response set storage extended, alter column error_traceback set storage extended",
        "alter table agent_llm_calls alter column llm_request set storage extended,"
                + " alter column llm_response set storage extended"
    };

    private final QuestionsServer server;
    private final GeneratedDays days;
    private final GeneratedExecutions executions = new GeneratedExecutions();
    private final Map<ServiceIdentity, RecordEncoder> encoders = new HashMap<>();

    QuestionsData(QuestionsServer server, GeneratedDays days) {
        this.server = server;
        this.days = days;
    }

    /** Makes what is not there yet. */
    void fill() throws Exception {
        server.execute("create table if not exists questions_data (executions bigint, days int)");
        server.execute("insert into questions_data select " + days.executions() + ", " + days.days()
                + " where not exists (select from questions_data)");
        String present = server.value("select executions || ' executions in ' || days || ' days' from questions_data");
        String wanted = days.executions() + " executions in " + days.days() + " days";
        if (!present.equals(wanted)) {
            throw new IllegalStateException("The directory has " + present + ", not " + wanted);
        }
        makeTables();
        ExecutorService copying = Executors.newSingleThreadExecutor();
        try {
            long begin = System.nanoTime();
            for (int day = 0; day < days.days(); day++) {
                long made = fill(day, copying);
                System.out.printf(
                        Locale.ROOT,
                        "%s: %,d executions, %,d s%n",
                        days.day(day),
                        made,
                        Duration.ofNanos(System.nanoTime() - begin).toSeconds());
            }
        } finally {
            copying.shutdownNow();
        }
        server.execute("checkpoint");
    }

    private void makeTables() throws Exception {
        Clock clock = new Clock();
        PostgresRecordSink sink = sink(new ServiceIdentity("stories", "1.0", "maintenance"), clock);
        sink.prepare();
        server.execute(COMPRESSED);
        sink.heartbeat(List.of(), Map.of());
        if (hasPartitions()) {
            return;
        }
        for (int day = 0; day < days.days(); day++) {
            clock.now = days.day(day).atStartOfDay(ZoneOffset.UTC).toInstant();
            for (int step = 0; step < STEPS_A_DAY; step++) {
                sink.maintain();
                clock.now = clock.now.plus(Duration.ofMinutes(2));
            }
        }
        // It has summed up days without executions as well.
        server.execute("delete from agent_maintenance");
    }

    private boolean hasPartitions() throws SQLException {
        try (Connection connection = server.dataSource().getConnection()) {
            return DayLoad.isMade(connection, days.day(days.days() - 1));
        }
    }

    private long fill(int day, ExecutorService copying) throws Exception {
        try (Connection connection = server.dataSource().getConnection()) {
            if (DayLoad.isDone(connection, days.day(day))) {
                return 0;
            }
        }
        SplittableRandom random = new SplittableRandom(SEED + day);
        executions.seed(SEED - 1 - day);
        Instant[] begins = days.begins(day, random);
        long tree = days.treesBefore(day);
        long made = 0;
        Future<?> copied = copying.submit(() -> {});
        try (DayLoad load = new DayLoad(
                server.dataSource().getConnection(), encoder(day, random).format(), days.day(day))) {
            List<EncodedRecord> piece = new ArrayList<>();
            for (Instant begin : begins) {
                RecordEncoder encoder = encoder(day, random);
                for (Execution execution : executions.tree(begin, GeneratedDays.ids(tree++, random))) {
                    piece.add(new EncodedRecord(execution.id(), execution.status(), encoder.encode(execution)));
                }
                if (piece.size() >= EXECUTIONS_A_PIECE) {
                    made += piece.size();
                    copied = next(copied, copying, load, piece);
                    piece = new ArrayList<>();
                }
            }
            made += piece.size();
            next(copied, copying, load, piece).get();
            load.finish();
        }
        return made;
    }

    private static Future<?> next(Future<?> before, ExecutorService copying, DayLoad load, List<EncodedRecord> piece)
            throws InterruptedException, ExecutionException {
        before.get();
        Callable<@Nullable Void> copy = () -> {
            load.add(piece);
            return null;
        };
        return copying.submit(copy);
    }

    /** A new version every two weeks, that a tenth of the calls before it go to already. */
    private RecordEncoder encoder(int day, SplittableRandom random) {
        int version = day / DAYS_A_VERSION + (random.nextInt(10) == 0 ? 1 : 0);
        String instance = "stories-" + random.nextInt(INSTANCES);
        return encoders.computeIfAbsent(
                new ServiceIdentity("stories", "1." + version, instance),
                service -> sink(service, TimeSource.SYSTEM).newEncoder());
    }

    private PostgresRecordSink sink(ServiceIdentity service, TimeSource time) {
        return new PostgresRecordSink(
                server::dataSource,
                new JsonContent(Redaction.of(CapturedContent.FULL)),
                null,
                true,
                ContentLimits.DEFAULTS,
                new Presence(service, Presence.HEARTBEAT_TIMEOUT, new GeneratedAgents()::registered, time),
                Duration.ofMinutes(1));
    }

    /** The time at which partitions are made. */
    private static final class Clock implements TimeSource {

        private Instant now = Instant.EPOCH;

        @Override
        public long epochMicros() {
            return now.toEpochMilli() * 1_000;
        }

        @Override
        public long nanos() {
            return now.toEpochMilli() * 1_000_000;
        }
    }
}
