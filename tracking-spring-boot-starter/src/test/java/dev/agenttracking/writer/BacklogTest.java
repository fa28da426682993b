// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.execution.TimeSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits in memory and in files. */
class BacklogTest {

    @TempDir
    private Path directory;

    @Test
    void saysHowMuchIsOnDiskWhileSomebodyHasTheLock() throws Exception {
        WriterAccount account = new WriterAccount(() -> 0, true);
        Backlog backlog = new Backlog(1, account, new Spill(directory, 1 << 20, TimeSource.SYSTEM, account));
        assertThat(backlog.put(new ArrayDeque<>(List.of(record(), record(), record())), "bytes"))
                .hasSize(2);
        PendingBatch inMemory = backlog.take(1, 0, true);
        List<Long> said = new ArrayList<>();
        assertThat(backlog.settle(inMemory, inMemory.records(), locked -> said.add(askedByAnother(backlog))))
                .isTrue();
        assertThat(said).containsExactly(sizeOfFiles());
        backlog.close();
        assertThat(backlog.spilledBytes()).isZero();
    }

    @Test
    void knowsOfWhatWasInFilesUntilItIsStored() throws Exception {
        WriterAccount account = new WriterAccount(() -> 0, true);
        Backlog backlog = new Backlog(1, account, new Spill(directory, 1 << 20, TimeSource.SYSTEM, account));
        backlog.put(new ArrayDeque<>(List.of(record(), record())), "bytes");
        PendingBatch inMemory = backlog.take(10, 0, true);
        PendingBatch inFile = backlog.take(10, 0, true);
        backlog.settle(inMemory, inMemory.records(), account::written);
        assertThat(backlog.hasSpilled()).as("while somebody stores it").isTrue();
        backlog.settle(inFile, inFile.records(), account::written);
        assertThat(backlog.hasSpilled()).as("when it is stored").isFalse();
    }

    @Test
    void nothingIsTakenAnyMoreOnceItIsGivenUp() throws Exception {
        WriterAccount account = new WriterAccount(() -> 3, true);
        account.admitted(3);
        Backlog backlog = new Backlog(1, account, new Spill(directory, 1 << 20, TimeSource.SYSTEM, account));
        account.spilled(backlog.put(new ArrayDeque<>(List.of(record(), record(), record())), "bytes")
                .size());
        PendingBatch inMemory = backlog.take(1, 0, true);
        backlog.settle(inMemory, inMemory.records(), account::written);
        backlog.end();

        assertThat(backlog.hasWaiting()).isFalse();
        assertThat(backlog.take(10, 0, true)).isNull();

        backlog.close();
        assertThat(account.counts(0).spilled()).isEqualTo(2);
    }

    private static long askedByAnother(Backlog backlog) {
        return CompletableFuture.supplyAsync(backlog::spilledBytes)
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private long sizeOfFiles() throws Exception {
        try (Stream<Path> files = Files.walk(directory)) {
            long size = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                size += Files.size(file);
            }
            return size;
        }
    }

    private static Pending record() {
        EncodedRecord record = new EncodedRecord(UUID.randomUUID(), ExecutionStatus.SUCCESS, new byte[1_000]);
        return Pending.of(record, null, false, null);
    }
}
