// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.postgres.TrackingSchema;
import dev.agenttracking.testing.FaultyProxy;
import dev.agenttracking.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An application that is killed at any moment loses what its settings say it may, and nothing else; nothing is there twice. */
@Tag("postgres")
class ApplicationKilledPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final int KILLS = Integer.getInteger("tracking.test.kills", 3);
    private static final int PER_SECOND = 1_000;
    private static final int MOST_CALLS = 600;
    private static final int THREADS = 2;
    private static final long MILLION = 1_000_000;
    private static final Duration AT_MOST = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    private FaultyProxy proxy;

    @BeforeEach
    void starts() throws Exception {
        new TrackingSchema(database.dataSource(), null).migrate();
        proxy = new FaultyProxy(database.port());
    }

    @AfterEach
    void ends() throws Exception {
        proxy.close();
        database.execute(Tables.TRUNCATE);
    }

    @Test
    void losesNothingThatIsInTheJournal() throws Exception {
        Random random = new Random(5);
        Map<Long, UUID> returned = new HashMap<>();
        for (int i = 0; i < KILLS; i++) {
            try (ChildProcess child = ChildProcess.start(i * MILLION + 1, PER_SECOND, properties("journal"))) {
                child.awaitStart();
                child.awaitCalls(1 + random.nextInt(MOST_CALLS));
                child.kill();
                returned.putAll(child.calls());
            }
        }
        drain(stored -> stored.assertContains(returned));
        Stored stored = Stored.in(database.dataSource());
        assertThat(stored.calls().size() - returned.size())
                .as("calls that had not returned, or not said so")
                .isBetween(0, KILLS * THREADS);
    }

    @Test
    void losesNothingThatIsStoredWithoutAJournal() throws Exception {
        try (ChildProcess child = ChildProcess.start(1, PER_SECOND, properties("memory"))) {
            child.awaitStart();
            child.awaitCalls(MOST_CALLS);
            await().atMost(AT_MOST).until(() -> child.counts().written() > 0);
            long written = child.counts().written();
            child.kill();
            Stored stored = Stored.in(database.dataSource());
            assertThat((long) stored.count()).isGreaterThanOrEqualTo(written);
            assertThat(stored.missing(child.calls()).size())
                    .as("calls that are lost")
                    .isLessThanOrEqualTo(Load.executionsOf(child.calls().keySet()) - (int) written + THREADS);
        }
    }

    @Test
    void losesNothingThatIsOnDiskWhereTwoShareADirectoryAndOneIsKilled() throws Exception {
        try (ChildProcess killed = ChildProcess.start(1, PER_SECOND, properties("memory"));
                ChildProcess other = ChildProcess.start(MILLION, PER_SECOND, properties("memory"));
                ChildProcess journaling = ChildProcess.start(2 * MILLION, PER_SECOND, properties("journal"))) {
            List.of(killed, other, journaling).forEach(ChildProcess::awaitStart);
            proxy.refuse();
            await().atMost(AT_MOST).until(() -> killed.counts().spilled() > 100);
            await().atMost(AT_MOST).until(() -> other.counts().spilled() > 100);
            ChildProcess.Counts before = killed.counts();
            killed.kill();
            journaling.kill();
            proxy.heal();
            drained(other);
            ChildProcess.Counts counts = other.stop();
            assertThat(counts.identity()).as("%s", counts).isTrue();
            assertThat(counts.dropped()).as("%s", counts).isZero();

            assertThat(journaling.output()).noneMatch(line -> line.contains("The journal of tracking"));
            Map<Long, UUID> returned = new HashMap<>(other.calls());
            returned.putAll(journaling.calls());
            drain(stored -> {
                stored.assertContains(returned);
                assertThat((long) stored.executionsBetween(0, MILLION))
                        .as("of what was %s", before)
                        .isGreaterThanOrEqualTo(before.written() + before.spilled());
            });
        }
    }

    @Test
    void countsWhatFindsNoRoomOnAFullDiskAndGoesOn() throws Exception {
        List<String> smallQueue = properties("memory");
        smallQueue.add("--tracking.writer.queue-capacity=256");
        try (ChildProcess child = ChildProcess.startWithFilesOf(1_024, 1, PER_SECOND, smallQueue)) {
            child.awaitStart();
            proxy.refuse();
            await().atMost(AT_MOST).until(() -> child.counts().dropped() > 100);
            proxy.heal();
            drained(child);
            ChildProcess.Counts counts = child.stop();
            assertThat(counts.identity()).as("%s", counts).isTrue();
            assertThat(counts.accepted())
                    .as("%s", counts)
                    .isEqualTo(Load.executionsOf(child.calls().keySet()));
            assertThat((long) Stored.in(database.dataSource()).count())
                    .as("%s", counts)
                    .isEqualTo(counts.written())
                    .isEqualTo(counts.accepted() - counts.dropped());
        }
    }

    /** Waits until it stores again. */
    private static void drained(ChildProcess child) {
        await().atMost(AT_MOST).untilAsserted(() -> {
            ChildProcess.Counts counts = child.counts();
            assertThat(counts.written() > 0 && counts.spilled() == 0)
                    .as("%s %s", counts, child.output())
                    .isTrue();
        });
    }

    /** Starts one that calls nothing, and lets it end once what others have left is stored. */
    private void drain(Consumer<Stored> left) throws Exception {
        try (ChildProcess last = ChildProcess.start(1, 0, properties("memory"))) {
            last.awaitStart();
            try {
                await().atMost(AT_MOST)
                        .pollInterval(Duration.ofMillis(500))
                        .untilAsserted(() -> left.accept(Stored.in(database.dataSource())));
            } catch (ConditionTimeoutException e) {
                throw new AssertionError(String.join("\n", last.output()), e);
            }
            ChildProcess.Counts counts = last.stop();
            assertThat(counts.identity()).as("%s", counts).isTrue();
            assertThat(counts.dropped() + counts.deadLettered())
                    .as("%s", counts)
                    .isZero();
        }
    }

    private List<String> properties(String durability) {
        return new ArrayList<>(List.of(
                "--tracking.datasource.url=" + proxy.url(database.name()),
                "--tracking.datasource.username=" + TestDatabase.USERNAME,
                "--tracking.datasource.password=" + TestDatabase.PASSWORD,
                "--tracking.database.migrate=false",
                "--tracking.heartbeat.interval=1s",
                "--tracking.writer.durability=" + durability,
                "--tracking.writer.overflow=spill",
                "--tracking.writer.buffer-size=1MB",
                "--tracking.writer.spill.directory=" + directory));
    }
}
