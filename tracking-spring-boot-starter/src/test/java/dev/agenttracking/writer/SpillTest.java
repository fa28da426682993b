// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.execution.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What processes leave in folders, and who takes it over. */
@ExtendWith(OutputCaptureExtension.class)
class SpillTest {

    /** A path may have 4095 bytes: this one leaves room for a folder, and for no lock in it. */
    private static final int LONGEST_PARENT = 4095 - "/00000000-0000-0000-0000-000000000000".length();

    @TempDir
    private Path directory;

    private final ManualTime time = new ManualTime();
    private final WriterAccount account = new WriterAccount(() -> 0, true);
    private final List<Spill> spills = new ArrayList<>();

    @AfterEach
    void letsGo() {
        spills.forEach(Spill::close);
    }

    @Test
    void oneFolderThatCannotBeTakenOverHidesNoOther(CapturedOutput output) throws IOException {
        List<UUID> ids = leave(10);
        Path first = directory.resolve("00000000-0000-0000-0000-000000000000");
        Path last = directory.resolve("ffffffff-0000-0000-0000-000000000000");
        Files.createDirectories(first.resolve("lock"));
        Files.createDirectories(last.resolve("lock"));
        Spill spill = spill();

        spill.takeOver("f");
        spill.takeOver("f");

        assertThat(inherited(spill)).containsExactlyElementsOf(ids);
        assertThat(output.getOut().lines().filter(line -> line.contains("Tracking cannot take over")))
                .hasSize(2)
                .anyMatch(line -> line.contains(first.toString()))
                .anyMatch(line -> line.contains(last.toString()));
    }

    @Test
    void aFileThatCannotBeOpenedNowIsTakenOverLater() throws IOException {
        List<UUID> ids = leave(10);
        Path file = files().get(0);
        Path elsewhere = Files.move(file, directory.resolve("elsewhere"));
        Files.createDirectory(file);
        Spill spill = spill();
        spill.takeOver("f");
        assertThat(inherited(spill)).isEmpty();
        assertThat(spill.bytes()).isZero();
        Files.delete(file);
        Files.move(elsewhere, file);

        spill.takeOver("f");

        assertThat(inherited(spill)).containsExactlyElementsOf(ids);
        assertThat(account.counts(0).droppedTotal()).isZero();
    }

    @Test
    void whatCouldNotBeOpenedIsNobodysUntilThen() throws IOException {
        leave(10);
        Path file = files().get(0);
        Path elsewhere = Files.move(file, directory.resolve("elsewhere"));
        Files.createDirectory(file);
        spill().takeOver("f");
        Files.delete(file);
        Files.move(elsewhere, file);

        Spill other = spill();
        other.takeOver("f");

        assertThat(inherited(other)).hasSize(10);
    }

    @Test
    void aFileThatSomebodyHasLeftIsReadAgainWhereThatFailed() throws IOException {
        List<UUID> ids = leave(10);
        Path file = files().get(0);
        Spill spill = spill();
        spill.takeOver("f");
        Path elsewhere = Files.move(file, directory.resolve("elsewhere"));
        assertThat(inherited(spill)).isEmpty();
        Files.move(elsewhere, file);
        assertThat(inherited(spill)).as("it rests").isEmpty();

        spill.takeOver("f");

        assertThat(inherited(spill)).containsExactlyElementsOf(ids);
        assertThat(account.counts(0).droppedTotal()).isZero();
        assertThat(account.counts(0).failures()).isEqualTo(1);
    }

    @Test
    void takesOverAFolderWhoseLockWasCleanedAway() throws IOException {
        List<UUID> ids = leave(10);
        Files.delete(files().get(0).resolveSibling("lock"));
        Spill spill = spill();
        spill.takeOver("f");
        assertThat(inherited(spill)).containsExactlyElementsOf(ids);
    }

    @Test
    void leavesFoldersAloneThatAreNone() throws IOException {
        Path other = Files.createDirectory(directory.resolve("backup"));
        Files.writeString(other.resolve("lock"), "");
        Files.writeString(other.resolve("00000001.spill"), "nonsense");
        spill().takeOver("f");
        assertThat(other.resolve("00000001.spill")).exists();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFolderThatCannotBeLockedIsRemoved() throws IOException {
        Path deep = directory;
        while (length(deep) < LONGEST_PARENT - 200) {
            deep = deep.resolve("a".repeat(99));
        }
        deep = Files.createDirectories(deep.resolve("b".repeat(LONGEST_PARENT - length(deep) - 1)));
        Spill spill = spill(deep);

        assertThat(spill.append(records(1), "f")).isZero();

        try (Stream<Path> left = Files.list(deep)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void afterAFailureTheNextFolderIsMadeASecondLater() throws IOException {
        Path refusing = Files.writeString(directory.resolve("file"), "");
        Spill spill = spill(refusing);
        assertThat(spill.append(records(1), "f")).isZero();
        Files.delete(refusing);
        time.nanos += 900_000_000;
        assertThat(spill.append(records(1), "f")).isZero();
        time.nanos += 100_000_000;
        assertThat(spill.append(records(1), "f")).isEqualTo(1);
    }

    private List<UUID> leave(int count) {
        Spill left = spill();
        List<EncodedRecord> records = records(count);
        assertThat(left.append(records, "f")).isEqualTo(count);
        left.close();
        return records.stream().map(EncodedRecord::id).toList();
    }

    private static List<UUID> inherited(Spill spill) {
        SpillSegment.Chunk chunk = spill.readInherited(1_000);
        if (chunk == null) {
            return List.of();
        }
        spill.pass(chunk);
        return chunk.records().stream().map(EncodedRecord::id).toList();
    }

    private static List<EncodedRecord> records(int count) {
        return Stream.generate(() -> new EncodedRecord(UUID.randomUUID(), ExecutionStatus.SUCCESS, new byte[100]))
                .limit(count)
                .toList();
    }

    private Spill spill() {
        return spill(directory);
    }

    private Spill spill(Path in) {
        Spill made = new Spill(in, 1 << 20, time, account);
        spills.add(made);
        return made;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> file.toString().endsWith(".spill")).toList();
        }
    }

    private static int length(Path path) {
        return path.toString().length();
    }

    private static final class ManualTime implements TimeSource {

        private long nanos;

        @Override
        public long epochMicros() {
            return 0;
        }

        @Override
        public long nanos() {
            return nanos;
        }
    }
}
