// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.execution.AgentPolicy;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.Sampling;
import dev.agenttracking.execution.TimeSource;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What becomes of executions that do not fit into memory, with a store that is told when to fail. */
@ExtendWith(OutputCaptureExtension.class)
class OverflowTest {

    private static final TrackedMethod RUN =
            TrackedMethod.of(OverflowTest.class, "Overflow", "run").execution().build();

    /** What {@link ByteSink} makes of an execution. */
    private static final int RECORD_BYTES = 1_000;

    @TempDir
    private Path directory;

    private final ByteSink sink = new ByteSink();
    private final List<ExecutionWriter> writers = new ArrayList<>();
    private ExecutionWriter writer;

    private final ExecutionRecorder recorder = new ExecutionRecorder(
            TimeSource.SYSTEM,
            method -> new AgentPolicy(true, true, true, 0),
            value -> value,
            execution -> writer.accept(execution),
            new Faults());

    @BeforeEach
    void spills() {
        writer = writer(spilling());
    }

    @AfterEach
    void accountsForEveryExecution() {
        sink.failure = null;
        sink.gate.release(1_000_000);
        for (ExecutionWriter each : writers) {
            each.close();
            await().untilAsserted(() -> assertThat(each.counts().isBalanced())
                    .as("%s", each.counts())
                    .isTrue());
            assertThat(each.counts().queued()).as("%s", each.counts()).isZero();
        }
        assertThat(sink.stored).doesNotHaveDuplicates();
    }

    @Test
    void whatDoesNotFitIntoMemoryWaitsOnDiskAndIsStoredInOrder() {
        sink.failure = new IllegalStateException("away");
        start();
        List<UUID> ids = run(500);
        await().until(() -> writer.counts().queued() + writer.counts().spilled() == 500
                && writer.counts().spilled() > 400);
        assertThat(files()).isNotEmpty();
        sink.failure = null;
        await().until(() -> writer.counts().written() == 500);
        assertThat(sink.stored).containsExactlyElementsOf(ids);
        assertThat(writer.counts().droppedTotal()).isZero();
        await().until(() -> files().isEmpty());
    }

    @Test
    void takesMemoryAgainOnceTheFilesAreEmpty() {
        sink.failure = new IllegalStateException("away");
        start();
        run(200);
        await().until(() -> writer.counts().spilled() > 100);
        sink.failure = null;
        await().until(() -> writer.counts().written() == 200);
        run(50);
        await().until(() -> writer.counts().written() == 250);
        assertThat(files()).isEmpty();
    }

    @Test
    void whatIsLeftAtTheStopIsStoredByTheNextStart() {
        sink.failure = new IllegalStateException("away");
        start();
        List<UUID> ids = run(300);
        await().until(() -> writer.counts().failures() > 0);
        writer.stop();
        assertThat(writer.counts().spilled()).isEqualTo(300);
        assertThat(writer.counts().droppedTotal()).isZero();
        sink.failure = null;
        start();
        await().until(() -> writer.counts().written() == 300);
        assertThat(writer.counts().spilled()).isZero();
        assertThat(writer.counts().accepted()).isEqualTo(300);
        assertThat(sink.stored).containsExactlyInAnyOrderElementsOf(ids);
        await().until(() -> files().isEmpty());
    }

    @Test
    void whatIsLeftWhileTheStoreHangsIsStoredByTheNextStart() {
        writer = writer(spilling(), 4096, Duration.ofMillis(20), Duration.ofMillis(200));
        start();
        sink.gate.drainPermits();
        List<UUID> ids = run(300);
        await().until(sink.gate::hasQueuedThreads);
        writer.stop();
        assertThat(writer.counts().spilled()).isEqualTo(300);
        sink.gate.release(1_000_000);
        start();
        await().until(() -> writer.counts().written() == 300);
        assertThat(sink.stored).containsExactlyInAnyOrderElementsOf(ids);
        await().until(() -> files().isEmpty());
    }

    @Test
    void anotherProcessStoresWhatOneHasLeft() {
        sink.failure = new IllegalStateException("away");
        start();
        List<UUID> ids = run(300);
        await().until(() -> writer.counts().failures() > 0);
        writer.stop();
        sink.failure = null;
        ExecutionWriter first = writer;
        writer = writer(spilling());
        start();
        await().until(() -> writer.counts().written() == 300);
        assertThat(writer.counts().accepted()).isEqualTo(300);
        assertThat(sink.stored).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(sink.replays)
                .as("nobody knows what the first one has stored")
                .isNotZero();
        assertThat(first.counts().spilled()).isEqualTo(300);
    }

    @Test
    void countsOnceWhatAnotherProcessTakesBeforeItStartsAgain() {
        sink.failure = new IllegalStateException("away");
        start();
        run(300);
        await().until(() -> writer.counts().failures() > 0);
        writer.stop();
        sink.failure = null;
        ExecutionWriter first = writer;
        writer = writer(spilling());
        start();
        await().until(() -> writer.counts().written() == 300);
        writer.stop();

        writer = first;
        List<Long> accepted = new ArrayList<>();
        accepted.add(first.counts().accepted());
        start();
        accepted.add(first.counts().accepted());
        await().until(() -> first.counts().spilled() == 0);
        accepted.add(first.counts().accepted());
        run(10);
        await().until(() -> first.counts().written() == 10);

        assertThat(first.counts().handedOver()).isEqualTo(300);
        assertThat(accepted).containsExactly(300L, 300L, 300L);
        assertThat(first.counts().accepted()).isEqualTo(310);
        assertThat(first.counts().isBalanced()).isTrue();
    }

    @Test
    void countsOnceWhatItStartsAndStopsWithSeveralTimes() {
        sink.failure = new IllegalStateException("away");
        for (int i = 1; i <= 3; i++) {
            start();
            run(100);
            await().until(() -> writer.counts().failures() > 0);
            writer.stop();
            assertThat(writer.counts().spilled()).isEqualTo(100L * i);
            assertThat(writer.counts().accepted()).isEqualTo(100L * i);
        }
        sink.failure = null;
        start();
        await().until(() -> writer.counts().written() == 300);
        assertThat(writer.counts().accepted()).isEqualTo(300);
    }

    @Test
    void countsAsLostWhatItLeftInAFileThatIsCutShort() throws IOException {
        sink.failure = new IllegalStateException("away");
        start();
        run(300);
        await().until(() -> writer.counts().failures() > 0);
        writer.stop();
        try (RandomAccessFile cut = new RandomAccessFile(files().get(0).toFile(), "rw")) {
            cut.setLength(cut.length() / 2);
        }
        sink.failure = null;
        start();
        await().until(() -> writer.counts().spilled() == 0);
        assertThat(writer.counts().written()).isEqualTo(sink.stored.size()).isBetween(140L, 160L);
        assertThat(writer.counts().dropped()).containsEntry(DropReason.CORRUPT, 300L - sink.stored.size());
        assertThat(writer.counts().accepted()).isEqualTo(300);
    }

    @Test
    void doesNotCallWrittenWhatIsGoneFromWhereItLeftIt() throws IOException {
        sink.failure = new IllegalStateException("away");
        start();
        run(300);
        await().until(() -> writer.counts().failures() > 0);
        writer.stop();
        Files.delete(files().get(0));
        sink.failure = null;
        start();
        await().until(() -> writer.counts().spilled() == 0);
        assertThat(writer.counts().written()).isZero();
        assertThat(writer.counts().handedOver()).isEqualTo(300);
        assertThat(writer.counts().accepted()).isEqualTo(300);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goesOnInAFileWhereItStopped(boolean sameWriter) {
        sink.failure = new IllegalStateException("away");
        start();
        List<UUID> ids = run(1_000);
        await().until(() -> writer.counts().spilled() > 900);
        sink.gate.drainPermits();
        sink.failure = null;
        sink.gate.release(8);
        await().until(() -> sink.stored.size() >= 200);
        sink.failure = new IllegalStateException("away");
        sink.gate.release(1_000_000);
        writer.stop();
        long before = writer.counts().written();
        long left = writer.counts().spilled();
        assertThat(before + left).isEqualTo(1_000);
        assertThat(before).isEqualTo(sink.stored.size()).isLessThan(600);
        sink.failure = null;
        if (!sameWriter) {
            writer = writer(spilling());
        }
        start();
        await().until(() -> sink.stored.size() == 1_000 && writer.counts().spilled() == 0);
        assertThat(writer.counts().accepted()).isEqualTo(sameWriter ? 1_000 : left);
        assertThat(writer.counts().written()).isEqualTo(sameWriter ? 1_000 : left);
        assertThat(sink.stored).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void countsOnceWhatItStartsToReadSeveralTimes() {
        sink.failure = new IllegalStateException("away");
        start();
        run(300);
        await().until(() -> writer.counts().failures() > 0);
        writer.stop();
        for (int i = 0; i < 3; i++) {
            long failures = writer.counts().failures();
            start();
            await().until(() -> writer.counts().failures() > failures);
            writer.stop();
            assertThat(writer.counts().spilled()).isEqualTo(300);
            assertThat(writer.counts().accepted()).isEqualTo(300);
        }
        sink.failure = null;
        start();
        await().until(() -> writer.counts().written() == 300);
        assertThat(writer.counts().accepted()).isEqualTo(300);
    }

    @Test
    void takesNothingOverForAStoreThatGoesWithItsProcess() {
        sink.failure = new IllegalStateException("away");
        start();
        run(300);
        await().until(() -> writer.counts().failures() > 0);
        writer.stop();
        ByteSink passing = new ByteSink();
        passing.outlivesProcess = false;
        ExecutionWriter second = writer(spilling());
        second.start(passing, recorder.openExecutions());
        await().until(() -> passing.heartbeats > 3);
        assertThat(passing.stored).isEmpty();
        assertThat(second.counts().accepted()).isZero();
        assertThat(files()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true, 'executions wait in memory, then on disk.'", "false, then the newest are dropped."})
    void saysWhereExecutionsWait(boolean outlivesProcess, String words, CapturedOutput output) {
        sink.outlivesProcess = outlivesProcess;
        sink.failure = new IllegalStateException("away");
        start();
        run(1);
        await().until(() -> writer.counts().failures() > 0);
        assertThat(output.getOut().lines().filter(line -> line.contains("Tracking cannot write to")))
                .singleElement()
                .asString()
                .endsWith(words);
    }

    @Test
    void leavesAloneWhatALivingProcessHasOnDisk() {
        sink.failure = new IllegalStateException("away");
        start();
        run(300);
        await().until(() -> writer.counts().spilled() > 200);
        ExecutionWriter second = writer(spilling());
        ByteSink healthy = new ByteSink();
        second.start(healthy, recorder.openExecutions());
        await().until(() -> healthy.heartbeats > 3);
        assertThat(healthy.stored).isEmpty();
        assertThat(second.counts().accepted()).isZero();
    }

    @Test
    void dropsTheNewestWhereTheFilesAreFullToo() {
        writer = writer(OverflowSettings.spillingTo(directory, 1 << 16).withBuffer(20 * RECORD_BYTES), 64);
        sink.failure = new IllegalStateException("away");
        start();
        List<UUID> ids = new ArrayList<>();
        await().until(() -> {
            ids.addAll(run(50));
            return writer.counts().spilled() >= 50 && writer.counts().dropped().get(DropReason.SPILL_FULL) > 0;
        });
        assertThat(writer.counts().spilled()).isLessThanOrEqualTo(64);
        sink.failure = null;
        await().untilAsserted(() -> assertThat(
                        writer.counts().queued() + writer.counts().spilled())
                .as("%s", writer.counts())
                .isZero());
        assertThat(sink.stored).isSubsetOf(ids);
        assertThat(sink.stored.size() + writer.counts().droppedTotal()).isEqualTo(ids.size());
    }

    @Test
    void blamesTheFilesNoMoreOnceThereIsRoom() {
        writer = writer(OverflowSettings.spillingTo(directory, 1 << 16).withBuffer(20 * RECORD_BYTES), 64);
        sink.failure = new IllegalStateException("away");
        start();
        await().until(() -> {
            run(50);
            return writer.counts().dropped().get(DropReason.SPILL_FULL) > 0;
        });
        sink.failure = null;
        await().until(() -> writer.counts().queued() + writer.counts().spilled() == 0);
        run(1);
        await().until(() -> writer.counts().queued() == 0);
        writer.stop();
        long files = writer.counts().dropped().get(DropReason.SPILL_FULL);
        long queue = writer.counts().dropped().get(DropReason.QUEUE_FULL);

        run(100);

        assertThat(writer.counts().dropped())
                .containsEntry(DropReason.SPILL_FULL, files)
                .containsEntry(DropReason.QUEUE_FULL, queue + 36);
        start();
    }

    @Test
    void worksWithoutFilesWhereThereCanBeNone() throws IOException {
        Path file = Files.writeString(directory.resolve("no-folder"), "");
        writer = writer(OverflowSettings.spillingTo(file.resolve("x"), 1 << 20).withBuffer(20 * RECORD_BYTES), 64);
        sink.failure = new IllegalStateException("away");
        start();
        await().until(() -> {
            run(50);
            return writer.counts().dropped().get(DropReason.SPILL_FULL) > 0;
        });
        sink.failure = null;
        await().until(() -> writer.counts().queued() == 0);
        assertThat(writer.counts().written()).isGreaterThan(20);
    }

    @Test
    void aDamagedFileCostsItsOwnRecordsAndIsCounted() throws IOException {
        sink.failure = new IllegalStateException("away");
        start();
        run(300);
        await().until(() -> writer.counts().failures() > 0);
        writer.stop();
        assertThat(files()).hasSize(1);
        Path file = files().get(0);
        try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
            damaged.seek(10_000);
            damaged.write("damage".getBytes(StandardCharsets.US_ASCII));
            damaged.setLength(damaged.length() - 20);
        }
        sink.failure = null;
        writer = writer(spilling());
        start();
        await().untilAsserted(() ->
                assertThat(writer.counts().written()).as("%s", writer.counts()).isEqualTo(298));
        assertThat(writer.counts().dropped()).containsEntry(DropReason.CORRUPT, 2L);
        assertThat(writer.counts().accepted()).isEqualTo(300);
    }

    @Test
    void aFileThatCannotBeReadForAWhileLosesNothing(CapturedOutput output) throws IOException {
        sink.failure = new IllegalStateException("away");
        start();
        List<UUID> ids = run(300);
        await().until(() -> writer.counts().spilled() > 200);
        Path file = files().get(0);
        Path elsewhere = Files.move(file, directory.resolve("elsewhere"));
        sink.failure = null;
        await().until(() -> output.getOut().contains("Tracking cannot read records from " + file));
        int heartbeats = sink.heartbeats;
        await().until(() -> sink.heartbeats > heartbeats + 3);
        assertThat(writer.reachesStore()).isTrue();
        Files.move(elsewhere, file);
        await().untilAsserted(() ->
                assertThat(writer.counts().written()).as("%s", writer.counts()).isEqualTo(300));
        assertThat(sink.stored).containsExactlyElementsOf(ids);
        assertThat(writer.counts().droppedTotal()).isZero();
    }

    @Test
    void aFileThatCannotBeReadDoesNotHoldUpTheStop(CapturedOutput output) throws IOException {
        writer = writer(spilling(), 4096, Duration.ofSeconds(2));
        sink.failure = new IllegalStateException("away");
        start();
        run(300);
        await().until(() -> writer.counts().spilled() > 200);
        Path file = files().get(0);
        Files.move(file, directory.resolve("elsewhere"));
        sink.failure = null;
        await().until(() -> output.getOut().contains("Tracking cannot read records from " + file));
        writer.stop();
        assertThat(output.getOut()).doesNotContain("Tracking has not stored all within");
        assertThat(writer.counts().spilled()).isGreaterThan(200);
    }

    @Test
    void aFileThatCanNeverBeReadIsSetAsideAndTheOthersAreStored() throws IOException {
        sink.failure = new IllegalStateException("away");
        start();
        run(300);
        await().until(() -> writer.counts().spilled() > 200);
        long onDisk = writer.counts().spilled();
        Path file = files().get(0);
        Files.delete(file);
        Files.createDirectory(file);
        sink.failure = null;
        await().untilAsserted(() -> assertThat(writer.counts().dropped())
                .as("%s", writer.counts())
                .containsEntry(DropReason.CORRUPT, onDisk));
        assertThat(writer.counts().spilled()).isZero();
        assertThat(file.resolveSibling(".unreadable-" + file.getFileName())).exists();
        run(50);
        await().until(() -> writer.counts().written() == 350 - onDisk);
        assertThat(writer.spilledBytes()).isZero();
    }

    @Test
    void keepsItsFilesFromThoseWhoCleanUpWhileTheStoreIsAway() throws IOException {
        writer = writer(spilling().withJournal());
        sink.failure = new IllegalStateException("away");
        start();
        run(300);
        await().until(() -> writer.counts().spilled() > 200 && files().size() > 1);
        Instant longAgo = Instant.EPOCH;
        List<Path> kept = new ArrayList<>(files());
        files().forEach(file -> kept.add(file.resolveSibling("lock")));
        for (Path file : kept) {
            Files.setLastModifiedTime(file, FileTime.from(longAgo));
        }
        await().untilAsserted(() -> {
            for (Path file : kept) {
                assertThat(Files.getLastModifiedTime(file).toInstant())
                        .as("%s", file)
                        .isAfter(longAgo);
            }
        });
    }

    @Test
    void aFileThatIsNoneIsSetAside() throws IOException {
        sink.failure = new IllegalStateException("away");
        start();
        run(50);
        await().until(() -> writer.counts().failures() > 0);
        writer.stop();
        Path file = files().get(0);
        Files.writeString(file.resolveSibling("00000099.spill"), "nonsense");
        sink.failure = null;
        writer = writer(spilling());
        start();
        await().until(() -> writer.counts().written() == 50);
        assertThat(writer.counts().dropped()).containsEntry(DropReason.CORRUPT, 1L);
        assertThat(file.resolveSibling(".unreadable-00000099.spill")).exists();
    }

    @Test
    void aFileThatWasOnlyJustMadeIsNoLoss() throws IOException {
        sink.failure = new IllegalStateException("away");
        start();
        run(50);
        await().until(() -> writer.counts().failures() > 0);
        writer.stop();
        Files.createFile(files().get(0).resolveSibling("00000099.spill"));
        sink.failure = null;
        writer = writer(spilling());
        start();
        await().until(() -> writer.counts().written() == 50);
        await().until(() -> files().isEmpty());
        assertThat(writer.counts().droppedTotal()).isZero();
    }

    @Test
    void keepsARefusedRecordAsideAndStoresTheRest() {
        List<UUID> ids = run(100);
        UUID poison = ids.get(37);
        sink.refuses = poison::equals;
        start();
        await().until(() -> writer.counts().written() == 99);
        assertThat(writer.counts().deadLettered()).isEqualTo(1);
        assertThat(sink.deadLetters).containsExactly(poison);
    }

    @Test
    void aRecordThatCannotEvenBeKeptAsideIsDropped() {
        List<UUID> ids = run(10);
        sink.refuses = ids.get(3)::equals;
        sink.refusesLetters = true;
        start();
        await().until(() -> writer.counts().written() == 9);
        assertThat(writer.counts().dropped()).containsEntry(DropReason.REJECTED, 1L);
    }

    @Test
    void aCallerWaitsForRoomWhereThatIsAsked() throws InterruptedException {
        writer = writer(
                new OverflowSettings(
                        OverflowSettings.Policy.BLOCK, 20 * RECORD_BYTES, Duration.ofSeconds(30), null, 0, false, 1),
                64);
        sink.gate.drainPermits();
        start();
        Thread caller = new Thread(() -> run(500));
        caller.start();
        await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);
        sink.gate.release(1_000_000);
        caller.join();
        await().until(() -> writer.counts().written() == 500);
        assertThat(writer.counts().droppedTotal()).isZero();
    }

    @Test
    void aCallerWaitsNoLongerThanAllowedNorWhereItIsInterrupted() throws InterruptedException {
        writer = writer(
                new OverflowSettings(
                        OverflowSettings.Policy.BLOCK, 20 * RECORD_BYTES, Duration.ofMillis(2), null, 0, false, 1),
                64);
        sink.gate.drainPermits();
        start();
        run(300);
        assertThat(writer.counts().dropped().get(DropReason.QUEUE_FULL)).isPositive();
        writer = writer(
                new OverflowSettings(
                        OverflowSettings.Policy.BLOCK, 20 * RECORD_BYTES, Duration.ofHours(1), null, 0, false, 1),
                64);
        start();
        boolean[] kept = new boolean[1];
        Thread caller = new Thread(() -> {
            Thread.currentThread().interrupt();
            run(300);
            kept[0] = Thread.currentThread().isInterrupted();
        });
        caller.start();
        caller.join();
        assertThat(kept[0]).isTrue();
        assertThat(writer.counts().dropped().get(DropReason.QUEUE_FULL)).isPositive();
    }

    @Test
    void withAJournalARecordIsInAFileWhenItsCallReturns() throws IOException {
        writer = writer(spilling().withJournal());
        sink.gate.drainPermits();
        start();
        for (int i = 0; i < 50; i++) {
            UUID id = run(1).get(0);
            assertThat(recordsInJournal()).contains(id);
        }
        sink.gate.release(1_000_000);
        await().until(() -> writer.counts().written() == 50);
        writer.close();
        assertThat(files()).isEmpty();
    }

    @Test
    void aJournalForgetsWhatIsStored() throws IOException {
        writer = writer(spilling().withJournal());
        start();
        run(20);
        await().until(() -> writer.counts().written() == 20);
        await().until(() -> recordsInJournal().isEmpty());
        sink.failure = new IllegalStateException("away");
        assertThat(recordsInJournal()).isEqualTo(run(0));
        List<UUID> ids = run(3);
        assertThat(recordsInJournal()).isEqualTo(ids);
    }

    @Test
    void aJournalWhoseFolderCannotBeMadeIsBegunLater(CapturedOutput output) throws IOException {
        Files.delete(directory);
        Files.createFile(directory);
        writer = writer(spilling().withJournal());
        sink.failure = new IllegalStateException("away");
        start();
        run(3);
        assertThat(output).containsOnlyOnce("cannot take records");
        Files.delete(directory);
        Files.createDirectory(directory);
        await().until(() -> {
            List<UUID> one = run(1);
            return recordsInJournal().containsAll(one);
        });
    }

    @Test
    void aJournalWhoseFolderSomebodyRemovesIsBegunAgain() throws IOException {
        writer = writer(spilling().withJournal());
        sink.failure = new IllegalStateException("away");
        start();
        run(1);
        Path journal = files().get(0);
        Files.delete(journal);
        Files.delete(journal.resolveSibling("lock"));
        Files.delete(journal.getParent());
        await().until(() -> {
            List<UUID> one = run(1);
            return recordsInJournal().containsAll(one);
        });
    }

    @Test
    void aJournalHasWhatEndsAfterTheStop() throws IOException {
        writer = writer(spilling().withJournal());
        start();
        writer.stop();
        List<UUID> late = run(5);
        assertThat(recordsInJournal()).isEqualTo(late);
        writer.close();
        assertThat(writer.counts().spilled()).isEqualTo(5);
        writer = writer(spilling());
        start();
        await().until(() -> writer.counts().written() == 5);
        assertThat(sink.stored).containsExactlyElementsOf(late);
    }

    @Test
    void aJournalAnswersForNoMoreThanWhatIsInIt() throws IOException {
        writer = new ExecutionWriter(
                new WriterSettings(
                        64,
                        64,
                        Duration.ofMillis(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofMillis(20),
                        new Sampling(0),
                        spilling().withJournal()),
                TimeSource.SYSTEM);
        writers.add(writer);
        start();
        Object caller = recorder.enter(RUN);
        Execution called = (Execution) recorder.enter(RUN);
        recorder.returned(caller, null);
        await().until(() -> writer.counts().undecided() == 0);
        writer.stop();
        recorder.threw(called, new IllegalStateException("kept for this, with its caller"));
        writer.close();
        assertThat(recordsInJournal()).containsExactly(called.id());
        assertThat(writer.counts().spilled()).isEqualTo(1);
        assertThat(writer.counts().dropped()).containsEntry(DropReason.SHUTDOWN, 1L);
    }

    @Test
    void aJournalKeepsWhatFindsNoOtherPlaceAtTheEnd() throws IOException {
        writer = writer(spilling().withJournal());
        sink.failure = new IllegalStateException("away");
        start();
        List<UUID> ids = run(10);
        Path aside = directory.resolveSibling(directory.getFileName() + "-aside");
        Files.move(directory, aside);
        Files.createFile(directory);
        writer.close();
        Files.delete(directory);
        Files.move(aside, directory);
        assertThat(writer.counts().spilled()).isEqualTo(10);
        assertThat(recordsInJournal()).isEqualTo(ids);
        sink.failure = null;
        writer = writer(spilling());
        start();
        await().until(() -> writer.counts().written() == 10);
    }

    @Test
    void storesWhatEndsWhileTheRestIsStored(CapturedOutput output) throws InterruptedException {
        writer = writer(OverflowSettings.IN_MEMORY.withBuffer(100 * RECORD_BYTES));
        sink.gate.drainPermits();
        start();
        List<UUID> ids = new ArrayList<>(run(20));
        await().until(() -> sink.gate.hasQueuedThreads());
        Thread stopping = new Thread(writer::stop);
        stopping.start();
        await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
        for (int i = 0; i < 10; i++) {
            ids.addAll(run(1));
            sink.gate.release();
        }
        sink.gate.release(1_000_000);
        stopping.join();
        assertThat(sink.stored).containsExactlyElementsOf(ids);
        writer.close();
        run(1);
        assertThat(writer.counts().dropped().get(DropReason.SHUTDOWN)).isEqualTo(1);
        assertThat(output).doesNotContain("not stored");
    }

    @Test
    void tellsOfWhatEndsBetweenTheStopAndTheEnd(CapturedOutput output) {
        writer = writer(OverflowSettings.IN_MEMORY);
        start();
        writer.stop();
        run(3);
        writer.close();
        assertThat(writer.counts().dropped().get(DropReason.SHUTDOWN)).isEqualTo(3);
        assertThat(output).contains("3 executions have ended after tracking was stopped");
    }

    @Test
    void aJournalTakesWhatTheQueueHasNoRoomFor() {
        writer = writer(spilling().withJournal(), 2);
        sink.failure = new IllegalStateException("away");
        start();
        List<UUID> ids = run(2_000);
        sink.failure = null;
        await().until(() -> writer.counts().written() == 2_000);
        WriterCounts counts = writer.counts();
        assertThat(counts.accepted()).isEqualTo(2_000);
        assertThat(counts.spilled()).isZero();
        assertThat(counts.droppedTotal()).isZero();
        assertThat(sink.stored).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void aFlushReturnsWhileMoreAndMoreEnds() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        Thread others = new Thread(() -> {
            while (!enough.get()) {
                run(1);
                LockSupport.parkNanos(1_000_000);
            }
        });
        sink.slowness = Duration.ofMillis(20);
        start();
        others.start();
        try {
            await().until(() -> writer.counts().written() > 0);
            assertThat(writer.flush(Duration.ofSeconds(30))).isTrue();
        } finally {
            enough.set(true);
            others.join();
        }
    }

    @Test
    void severalConnectionsStoreEachRecordOnce() {
        writer = writer(spilling().withConnections(3));
        start();
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.addAll(run(100));
            if (i == 7) {
                sink.failure = new IllegalStateException("away");
            } else if (i == 14) {
                sink.failure = null;
            }
        }
        await().until(() -> writer.counts().written() + writer.counts().droppedTotal() == 2_000);
        assertThat(sink.stored).isSubsetOf(ids);
    }

    @Test
    void neverHoldsMoreInMemoryThanAllowed() {
        writer = writer(spilling(), 64);
        sink.failure = new IllegalStateException("away");
        start();
        for (int i = 0; i < 30; i++) {
            run(100);
            WriterCounts counts = writer.counts();
            assertThat(counts.queued()).isLessThanOrEqualTo(64 + 64 + 21);
        }
    }

    private OverflowSettings spilling() {
        return OverflowSettings.spillingTo(directory, 100 << 20).withBuffer(20 * RECORD_BYTES);
    }

    private void start() {
        writer.start(sink, recorder.openExecutions());
    }

    private List<UUID> run(int count) {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Object call = recorder.enter(RUN);
            recorder.returned(call, null);
            ids.add(((Execution) call).id());
        }
        return ids;
    }

    private ExecutionWriter writer(OverflowSettings overflow) {
        return writer(overflow, 4096);
    }

    private ExecutionWriter writer(OverflowSettings overflow, int queueCapacity) {
        return writer(overflow, queueCapacity, Duration.ofMillis(20));
    }

    private ExecutionWriter writer(OverflowSettings overflow, int queueCapacity, Duration heartbeatInterval) {
        return writer(overflow, queueCapacity, heartbeatInterval, Duration.ofSeconds(5));
    }

    private ExecutionWriter writer(
            OverflowSettings overflow, int queueCapacity, Duration heartbeatInterval, Duration shutdownTimeout) {
        ExecutionWriter made = new ExecutionWriter(
                new WriterSettings(
                        queueCapacity,
                        64,
                        Duration.ofMillis(5),
                        shutdownTimeout,
                        Duration.ofSeconds(10),
                        heartbeatInterval,
                        new Sampling(1),
                        overflow),
                TimeSource.SYSTEM);
        writers.add(made);
        return made;
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> file.toString().endsWith(".spill")
                            || file.toString().endsWith(".journal"))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException changing) {
            return files();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Not those of other files, which the writer's thread may just begin. */
    private List<UUID> recordsInJournal() throws IOException {
        List<EncodedRecord> records = new ArrayList<>();
        for (Path file : files()) {
            if (file.toString().endsWith(".journal")) {
                records.addAll(SpillSegment.open(file, "likely")
                        .read(Integer.MAX_VALUE)
                        .records());
            }
        }
        return records.stream().map(EncodedRecord::id).toList();
    }

    private static final class ByteSink implements EncodedRecordSink {

        private final List<UUID> stored = new CopyOnWriteArrayList<>();
        private final List<UUID> deadLetters = new CopyOnWriteArrayList<>();
        private final Semaphore gate = new Semaphore(1_000_000);
        private volatile Duration slowness = Duration.ZERO;
        private volatile RuntimeException failure;
        private volatile Predicate<UUID> refuses = id -> false;
        private volatile boolean refusesLetters;
        private volatile boolean outlivesProcess = true;
        private volatile int replays;
        private volatile int heartbeats;

        @Override
        public RecordEncoder newEncoder() {
            return new RecordEncoder() {
                @Override
                public String format() {
                    return "bytes";
                }

                @Override
                public byte[] encode(Execution ended) {
                    return new byte[RECORD_BYTES];
                }
            };
        }

        @Override
        public boolean outlivesProcess() {
            return outlivesProcess;
        }

        @Override
        public void write(RecordBatch batch) {
            throw new UnsupportedOperationException("Nothing runs for so long");
        }

        @Override
        public void write(EncodedBatch batch) throws Exception {
            // As a driver is that reads from a socket: no interrupt ends its wait.
            gate.acquireUninterruptibly();
            LockSupport.parkNanos(slowness.toNanos());
            if (failure != null) {
                throw failure;
            }
            assertThat(batch.format()).isEqualTo("bytes");
            if (batch.records().stream().map(EncodedRecord::id).anyMatch(refuses)) {
                throw new RejectedRecordException("poison", new IllegalArgumentException());
            }
            if (batch.replayed()) {
                replays++;
            }
            batch.records().stream()
                    .map(EncodedRecord::id)
                    .filter(id -> !batch.replayed() || !stored.contains(id))
                    .forEach(stored::add);
        }

        @Override
        public void heartbeat(
                List<Execution> running, java.util.Map<UUID, dev.agenttracking.annotation.ExecutionStatus> lost) {
            heartbeats++;
        }

        @Override
        public void deadLetter(EncodedRecord refused, String format, Throwable reason) throws RejectedRecordException {
            if (refusesLetters) {
                throw new RejectedRecordException("poison", reason);
            }
            deadLetters.add(refused.id());
        }

        @Override
        public String describe() {
            return "bytes";
        }
    }
}
