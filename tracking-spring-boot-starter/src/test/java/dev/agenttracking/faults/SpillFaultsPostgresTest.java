// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.postgres.TrackingSchema;
import dev.agenttracking.testing.FaultyProxy;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.DropReason;
import dev.agenttracking.writer.OverflowSettings;
import dev.agenttracking.writer.WriterCounts;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What waits on disk while the database is away arrives once; what is damaged there costs itself alone, and is counted. */
@Tag("postgres")
class SpillFaultsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final int CALLS = 2_000;
    private static final long MEMORY_BYTES = 64 * 1024;
    private static final long MAX_FILE_BYTES = 1L << 30;
    private static final int SIGNATURE_BYTES = 25;

    @TempDir
    private Path directory;

    private FaultyProxy proxy;

    @BeforeEach
    void isAway() throws Exception {
        new TrackingSchema(database.dataSource(), null).migrate();
        proxy = new FaultyProxy(database.port());
        proxy.refuse();
    }

    @AfterEach
    void ends() throws Exception {
        proxy.close();
        database.execute(Tables.TRUNCATE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void storesWhatWaitedOnDisk(boolean journal) throws Exception {
        try (FaultRig rig = rig(journal, 1)) {
            rig.load().call(CALLS);
            rig.awaitSpilled(1_000);
            proxy.heal();
            rig.load().start(600);
            rig.awaitMore(CALLS);
            rig.assertNothingIsLost(database.dataSource());
        }
        assertThat(files()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void storesWhatAnEarlierProcessHasLeft(boolean journal) throws Exception {
        Map<Long, UUID> calls = leave(journal);
        drain(calls, 0);
        assertThat(files()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void drainsAgainWhereTheConnectionIsCutWhileItDrains(boolean journal) throws Exception {
        Map<Long, UUID> calls = leave(journal);
        try (FaultRig rig = rig(journal, CALLS + 1)) {
            proxy.heal();
            Random random = new Random(3);
            for (int i = 0; i < 5; i++) {
                proxy.once(FaultyProxy.Moment.COMMITTED, 1 + random.nextInt(2), link -> link.cut());
                rig.awaitMore(50);
            }
            proxy.heal();
            rig.awaitWritten(Load.executionsOf(calls.keySet()));
            rig.awaitQuiet();
        }
        Stored.in(database.dataSource()).assertExactly(calls);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 13, 100})
    void losesTheLastRecordWhereAFileIsCutShort(int bytes) throws Exception {
        Map<Long, UUID> calls = leave(false);
        Path last = last(files());
        try (RandomAccessFile file = new RandomAccessFile(last.toFile(), "rw")) {
            file.setLength(file.length() - bytes);
        }
        drain(calls, 1);
    }

    @Test
    void losesTheRecordsThatAreDamagedAlone() throws Exception {
        Map<Long, UUID> calls = leave(false);
        Random random = new Random(4);
        int damages = 20;
        try (RandomAccessFile file = new RandomAccessFile(last(files()).toFile(), "rw")) {
            file.seek(SIGNATURE_BYTES);
            long head = SIGNATURE_BYTES + 2 * Integer.BYTES + file.readInt();
            for (int i = 0; i < damages; i++) {
                // Apart from each other, so that each damages another record.
                damage(file, head + (file.length() - head) / damages * i + random.nextInt(1_000), random);
            }
        }
        drain(calls, damages);
    }

    @Test
    void losesNothingWhereTheHeadOfAFileIsDamaged() throws Exception {
        Map<Long, UUID> calls = leave(false);
        try (RandomAccessFile file = new RandomAccessFile(last(files()).toFile(), "rw")) {
            damage(file, SIGNATURE_BYTES + 2 * Integer.BYTES + 1, new Random(6));
        }
        drain(calls, 0);
    }

    @Test
    void losesAFileThatIsNoneAlone() throws Exception {
        Map<Long, UUID> calls = leave(false);
        Path folder = files().get(0).getParent();
        Files.writeString(folder.resolve("99999999.spill"), "made up");
        try (FaultRig rig = rig(false, CALLS + 1)) {
            proxy.heal();
            rig.awaitWritten(Load.executionsOf(calls.keySet()));
            rig.awaitQuiet();
            assertThat(rig.counts().dropped()).containsEntry(DropReason.CORRUPT, 1L);
        }
        Stored.in(database.dataSource()).assertExactly(calls);
    }

    @Test
    void countsWhatFindsNoRoomOnDisk() throws Exception {
        OverflowSettings small =
                OverflowSettings.spillingTo(directory, 256 * 1024).withBuffer(MEMORY_BYTES);
        try (FaultRig rig = new FaultRig(proxy.url(database.name()), TestDatabase.USERNAME, small, 1, 256)) {
            rig.load().call(CALLS);
            rig.awaitSpilled(50);
            rig.callUntilDroppedFor(DropReason.SPILL_FULL);
            proxy.heal();
            rig.awaitQuiet();
            WriterCounts counts = rig.counts();
            assertThat(counts.dropped().get(DropReason.SPILL_FULL)).isPositive();
            assertThat(counts.dropped().get(DropReason.SPILL_FULL)
                            + counts.dropped().get(DropReason.QUEUE_FULL))
                    .isEqualTo(counts.droppedTotal());
            assertThat(Stored.in(database.dataSource()).count())
                    .isEqualTo((int) (counts.accepted() - counts.droppedTotal()))
                    .isEqualTo((int) counts.written());
        }
    }

    /** The calls of a process that ended while the database was away. */
    private Map<Long, UUID> leave(boolean journal) throws Exception {
        try (FaultRig rig = rig(journal, 1)) {
            rig.load().call(CALLS);
            WriterCounts counts = rig.stop();
            assertThat(counts.spilled()).as("%s", counts).isEqualTo(counts.accepted());
            return rig.load().calls();
        }
    }

    private void drain(Map<Long, UUID> calls, int lost) throws Exception {
        int executions = Load.executionsOf(calls.keySet());
        try (FaultRig rig = rig(false, CALLS + 1)) {
            proxy.heal();
            rig.awaitWritten(executions - lost);
            rig.awaitQuiet();
            WriterCounts counts = rig.counts();
            assertThat(counts.dropped().get(DropReason.CORRUPT))
                    .as("%s", counts)
                    .isEqualTo(lost);
            assertThat(counts.written()).as("%s", counts).isEqualTo(executions - lost);
        }
        Stored stored = Stored.in(database.dataSource());
        assertThat(stored.count()).isEqualTo(executions - lost);
        if (lost == 0) {
            stored.assertExactly(calls);
        } else {
            assertThat(calls.values()).containsAll(stored.calls().values());
        }
    }

    private FaultRig rig(boolean journal, long first) {
        OverflowSettings spill =
                OverflowSettings.spillingTo(directory, MAX_FILE_BYTES).withBuffer(MEMORY_BYTES);
        return new FaultRig(
                proxy.url(database.name()),
                TestDatabase.USERNAME,
                journal ? spill.withJournal() : spill,
                first,
                FaultRig.QUEUE_CAPACITY);
    }

    private static void damage(RandomAccessFile file, long at, Random random) throws IOException {
        file.seek(at);
        int before = file.read();
        file.seek(at);
        file.write(before ^ 1 << random.nextInt(8));
    }

    private static Path last(List<Path> files) {
        return files.get(files.size() - 1);
    }

    /** The files of records, in their order. */
    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".spill")
                            || file.toString().endsWith(".journal"))
                    .sorted()
                    .toList();
        }
    }
}
