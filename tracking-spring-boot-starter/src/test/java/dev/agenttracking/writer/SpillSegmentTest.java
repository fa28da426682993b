// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agenttracking.annotation.ExecutionStatus;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillSegmentTest {

    @TempDir
    private Path folder;

    private final Random random = new Random(6);

    @Test
    void readsWhatWasAppendedWhileMoreIsAppended() throws IOException {
        SpillSegment segment = SpillSegment.create(folder.resolve("a"), "format");
        List<EncodedRecord> expected = new ArrayList<>();
        List<EncodedRecord> read = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            EncodedRecord record = record(random.nextInt(9_000));
            expected.add(record);
            append(segment, record);
            if (i % 3 == 0) {
                assertThat(read(segment, read.size() + 2, read)).isZero();
            }
        }
        read(segment, Integer.MAX_VALUE, read);
        assertSame(read, expected);
        assertThat(segment.isDone()).isFalse();
        segment.seal();
        segment.settle(500);
        assertThat(segment.isDone()).isTrue();
        segment.delete();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anotherProcessReadsItWithItsFormat() throws IOException {
        List<EncodedRecord> expected = write(20);
        SpillSegment opened = open(folder.resolve("a"));
        List<EncodedRecord> read = new ArrayList<>();
        assertThat(read(opened, Integer.MAX_VALUE, read)).isZero();
        assertThat(opened.format()).isEqualTo("columns ä");
        assertSame(read, expected);
    }

    @Test
    void aTornTailCostsItsOwnRecordAlone() throws IOException {
        for (int cut = 1; cut < 200; cut += 13) {
            List<EncodedRecord> expected = write(20);
            Path file = folder.resolve("a");
            try (RandomAccessFile torn = new RandomAccessFile(file.toFile(), "rw")) {
                torn.setLength(torn.length() - cut);
            }
            SpillSegment opened = open(file);
            List<EncodedRecord> read = new ArrayList<>();
            assertThat(read(opened, Integer.MAX_VALUE, read)).isEqualTo(1);
            assertSame(read, expected.subList(0, 19));
            Files.delete(file);
        }
    }

    @Test
    void damageCostsTheRecordsThatItHitsAlone() throws IOException {
        for (int round = 0; round < 300; round++) {
            List<EncodedRecord> expected = write(30);
            Path file = folder.resolve("a");
            long length = Files.size(file);
            try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
                byte[] noise = new byte[1 + random.nextInt(40)];
                random.nextBytes(noise);
                damaged.seek(60 + random.nextInt((int) length - 100));
                damaged.write(noise);
            }
            SpillSegment opened = open(file);
            List<EncodedRecord> read = new ArrayList<>();
            int lost = read(opened, Integer.MAX_VALUE, read);
            assertThat(lost).isBetween(1, 2);
            assertThat(read).hasSizeBetween(28, 29);
            assertThat(read.stream()
                            .map(record -> Arrays.hashCode(record.rows()))
                            .toList())
                    .isSubsetOf(expected.stream()
                            .map(record -> Arrays.hashCode(record.rows()))
                            .toList());
            Files.delete(file);
        }
    }

    @Test
    void ofItsOwnFileItKnowsHowManyAreLost() throws IOException {
        SpillSegment segment = SpillSegment.create(folder.resolve("a"), "format");
        for (int i = 0; i < 10; i++) {
            append(segment, record(100));
        }
        segment.seal();
        try (RandomAccessFile damaged = new RandomAccessFile(folder.resolve("a").toFile(), "rw")) {
            damaged.seek(200);
            damaged.write(new byte[500]);
        }
        List<EncodedRecord> read = new ArrayList<>();
        int lost = read(segment, Integer.MAX_VALUE, read);
        assertThat(lost + read.size()).isEqualTo(10);
        assertThat(lost).isGreaterThan(3);
    }

    @Test
    void readsTheRecordsBehindADamagedHeadInTheLikelyFormat() throws IOException {
        for (int at : new int[] {0, 25, 28, 30, 34}) {
            List<EncodedRecord> expected = write(20);
            Path file = folder.resolve("a");
            try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
                damaged.seek(at);
                damaged.write(0xA5);
            }
            SpillSegment opened = open(file);
            assertThat(opened.format()).isEqualTo("likely");
            List<EncodedRecord> read = new ArrayList<>();
            assertThat(read(opened, Integer.MAX_VALUE, read)).isZero();
            assertSame(read, expected);
            Files.delete(file);
        }
    }

    @Test
    void refusesFilesOfOthers() throws IOException {
        for (String content : List.of("", "x", "a text that is longer than the head of a file of records would be")) {
            Path file = Files.writeString(folder.resolve("b"), content);
            assertThat(SpillSegment.open(file, "likely")).isNull();
        }
    }

    @Test
    void contentThatLooksLikeFramesIsContent() throws IOException {
        EncodedRecord inner = record(50);
        EncodedRecord outer = new EncodedRecord(UUID.randomUUID(), ExecutionStatus.FAILED, RecordFrame.of(inner));
        SpillSegment segment = SpillSegment.create(folder.resolve("a"), "format");
        append(segment, outer);
        segment.seal();
        List<EncodedRecord> read = new ArrayList<>();
        read(segment, Integer.MAX_VALUE, read);
        assertSame(read, List.of(outer));
    }

    @Test
    void theNextReaderBeginsWithWhatIsNotSettled() throws IOException {
        List<EncodedRecord> expected = write(30);
        SpillSegment first = open(Files.move(folder.resolve("a"), folder.resolve("00000001.spill")));
        List<EncodedRecord> read = new ArrayList<>();
        read(first, 10, read);
        first.settle(10);
        read(first, 15, read);
        first.leave();

        SpillSegment second = open(first.file());
        read.clear();
        assertThat(read(second, Integer.MAX_VALUE, read)).isZero();
        assertSame(read, expected.subList(10, 30));
        second.settle(10);
        second.leave();
        assertThat(open(second.file()).read(30).records()).hasSize(20);
    }

    @Test
    void losesNothingWhereMemoryDoesNotSuffice() throws IOException {
        List<EncodedRecord> expected = write(10);
        Path file = folder.resolve("a");
        try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
            huge.seek(huge.length());
            huge.write(RecordFrame.of(record(0)), 0, Integer.BYTES);
            huge.writeInt(Integer.MAX_VALUE - RecordFrame.HEADER_BYTES);
            huge.setLength(1L << 32);
        }
        SpillSegment opened = open(file);

        assertThatThrownBy(() -> opened.read(Integer.MAX_VALUE)).isInstanceOf(OutOfMemoryError.class);

        List<EncodedRecord> read = new ArrayList<>();
        assertThat(read(opened, 10, read)).isZero();
        assertSame(read, expected);
    }

    @Test
    void readsAgainWhereTheFileWasNotToBeRead() throws IOException {
        List<EncodedRecord> expected = write(10);
        SpillSegment opened = open(folder.resolve("a"));
        Files.move(folder.resolve("a"), folder.resolve("b"));
        assertThatThrownBy(() -> opened.read(10)).isInstanceOf(IOException.class);
        Files.move(folder.resolve("b"), folder.resolve("a"));
        List<EncodedRecord> read = new ArrayList<>();
        assertThat(read(opened, 10, read)).isZero();
        assertSame(read, expected);
    }

    @Test
    void readsWhatIsInFrontOfWhatCannotBeRead() throws IOException {
        List<EncodedRecord> expected = write(1_000);
        Path file = folder.resolve("a");
        SpillSegment opened = open(file);
        try (RandomAccessFile shortened = new RandomAccessFile(file.toFile(), "rw")) {
            shortened.setLength(shortened.length() / 2);
        }
        List<EncodedRecord> read = new ArrayList<>();
        assertThat(read(opened, Integer.MAX_VALUE, read)).isZero();
        assertSame(read, expected.subList(0, read.size()));
        assertThat(read).hasSizeBetween(100, 600);
        assertThatThrownBy(() -> opened.read(1)).isInstanceOf(IOException.class);
        assertThat(opened.hasUnread()).isTrue();
    }

    private static SpillSegment open(Path file) throws IOException {
        return Objects.requireNonNull(SpillSegment.open(file, "likely"));
    }

    /** Adds records up to so many in all, and returns how many are damaged. */
    private static int read(SpillSegment segment, int most, List<EncodedRecord> records) throws IOException {
        SpillSegment.Chunk chunk = segment.read(most - records.size());
        segment.pass(chunk);
        records.addAll(chunk.records());
        return chunk.lost();
    }

    private List<EncodedRecord> write(int count) throws IOException {
        SpillSegment segment = SpillSegment.create(folder.resolve("a"), "columns ä");
        List<EncodedRecord> written = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            EncodedRecord record = record(200 + random.nextInt(300));
            written.add(record);
            append(segment, record);
        }
        segment.leave();
        return written;
    }

    private EncodedRecord record(int length) {
        byte[] rows = new byte[length];
        random.nextBytes(rows);
        ExecutionStatus[] statuses = ExecutionStatus.values();
        return new EncodedRecord(
                new UUID(random.nextLong(), random.nextLong()), statuses[random.nextInt(statuses.length)], rows);
    }

    private static void assertSame(List<EncodedRecord> read, List<EncodedRecord> expected) {
        assertThat(read).hasSameSizeAs(expected);
        for (int i = 0; i < read.size(); i++) {
            assertThat(read.get(i).id()).isEqualTo(expected.get(i).id());
            assertThat(read.get(i).status()).isEqualTo(expected.get(i).status());
            assertThat(read.get(i).rows()).isEqualTo(expected.get(i).rows());
        }
    }

    private static void append(SpillSegment segment, EncodedRecord record) throws IOException {
        byte[] frame = RecordFrame.of(record);
        segment.append(frame, frame.length, 1);
    }
}
