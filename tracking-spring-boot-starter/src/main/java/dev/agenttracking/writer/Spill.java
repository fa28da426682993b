// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that wait in files: those of this process in the order in which they came, and what processes have left that are no more.
 * Makes no folder before it is needed.
 *
 * <p><b>Threading</b>: guarded by the backlog's lock, but for {@link #bytes}.
 *
 * <p><b>Failure</b>: where a file cannot be written, what was to be appended is not, and the next attempt begins a new file. What
 * cannot be read is lost, and counted.
 */
final class Spill {

    private static final Logger log = LoggerFactory.getLogger(Spill.class);

    private static final String KIND = "spill";
    private static final long SEGMENT_BYTES = 16L << 20;
    private static final int PIECE_BYTES = 1 << 17;

    private final Path directory;
    private final long maxBytes;
    private final WriterAccount account;
    private final Deque<SpillSegment> segments = new ArrayDeque<>();
    private final List<Inherited> inherited = new ArrayList<>();
    private @Nullable SpillFolder folder;
    private final AtomicLong bytes = new AtomicLong();
    private boolean failing;
    private boolean full;

    Spill(Path directory, long maxBytes, WriterAccount account) {
        this.directory = directory;
        this.maxBytes = maxBytes;
        this.account = account;
    }

    /**
     * Appends records in their order.
     *
     * @return how many: the next does not fit, or the file system refuses it
     */
    int append(List<EncodedRecord> records, String format) {
        int appended = 0;
        int more = -1;
        while (appended < records.size() && more != 0) {
            more = appendSome(records.subList(appended, records.size()), format);
            appended += more;
        }
        return appended;
    }

    /** As many as are written in one go: a call of the operating system for each record would cost more than the record. */
    private int appendSome(List<EncodedRecord> records, String format) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        int count = 0;
        while (count < records.size() && frames.size() < PIECE_BYTES) {
            byte[] frame = RecordFrame.of(records.get(count));
            if (bytes.get() + frames.size() + frame.length > maxBytes) {
                break;
            }
            frames.writeBytes(frame);
            count++;
        }
        if (count == 0) {
            reportFull();
            return 0;
        }
        try {
            SpillSegment last = writable(format);
            last.append(frames.toByteArray(), count);
            bytes.addAndGet(frames.size());
            failing = false;
            full = false;
            return count;
        } catch (IOException | RuntimeException e) {
            if (!failing) {
                failing = true;
                log.warn(
                        "Tracking cannot write records to {}: {}. When its queue is full, the newest are dropped",
                        directory,
                        e.toString());
            }
            log.debug("Why records cannot be written", e);
            return 0;
        }
    }

    private void reportFull() {
        if (!full) {
            full = true;
            log.warn(
                    "Tracking has {} bytes of records in {}, and takes no more: when its queue is full too, the newest are"
                            + " dropped. Raise tracking.writer.spill.max-size, or look why the store does not take them",
                    bytes.get(),
                    directory);
        }
    }

    /** Whether records of this process wait. */
    boolean hasUnread() {
        for (SpillSegment segment : segments) {
            if (segment.hasUnread()) {
                return true;
            }
        }
        return false;
    }

    /** Whether records wait that other processes have left. */
    boolean hasInherited() {
        for (Inherited left : inherited) {
            if (left.hasUnread()) {
                return true;
            }
        }
        return false;
    }

    /** The next records of this process, or where there are none, none. All are of one file. */
    Chunk readOwn(int most) {
        for (SpillSegment segment : segments) {
            if (segment.hasUnread()) {
                return read(segment, most);
            }
        }
        throw new IllegalStateException("Nothing waits in " + directory);
    }

    /** The next records that another process has left. */
    Chunk readInherited(int most) {
        for (Inherited left : inherited) {
            for (SpillSegment segment : left.segments) {
                if (segment.hasUnread()) {
                    return read(segment, most);
                }
            }
        }
        throw new IllegalStateException("Nobody has left anything in " + directory);
    }

    /** So many records of a file need it no more. */
    void settle(SpillSegment segment, int count) {
        segment.settle(count);
        tidy();
    }

    /**
     * Takes what processes have left that are no more.
     *
     * @param format how records are read of files whose head is damaged
     */
    void takeOver(String format) {
        try {
            for (SpillFolder left : SpillFolder.takeOver(directory)) {
                inherited.add(open(left, format));
            }
            inherited.sort(Comparator.comparing(Inherited::isJournal));
            if (!hasInherited()) {
                account.foundAll();
            }
        } catch (IOException | RuntimeException e) {
            log.debug("Looking for what other processes have left in {} failed", directory, e);
        }
        tidy();
    }

    /** Lets go of all files; what waits in them is the next process's, or this one's when it opens them again. */
    void close() {
        segments.forEach(SpillSegment::leave);
        segments.clear();
        for (Inherited left : inherited) {
            left.segments.forEach(SpillSegment::leave);
            left.folder.close();
        }
        inherited.clear();
        bytes.set(0);
        if (folder != null) {
            folder.close();
            folder = null;
        }
    }

    /** How much is in files: for any thread, without the lock. */
    long bytes() {
        return bytes.get();
    }

    Path directory() {
        return directory;
    }

    private Chunk read(SpillSegment segment, int most) {
        List<EncodedRecord> records = new ArrayList<>();
        int lost;
        try {
            lost = segment.read(most, records);
        } catch (IOException | RuntimeException e) {
            log.warn("Tracking cannot read records from {}: {}", segment.file(), e.toString());
            lost = segment.giveUp();
        }
        if (lost > 0) {
            log.warn("{} records in {} are damaged, and lost", lost, segment.file());
        }
        return new Chunk(segment, records, lost);
    }

    private SpillSegment writable(String format) throws IOException {
        SpillSegment last = segments.peekLast();
        if (last != null
                && last.isOpen()
                && last.size() < SEGMENT_BYTES
                && last.format().equals(format)) {
            return last;
        }
        if (last != null) {
            last.seal();
        }
        if (folder == null) {
            folder = SpillFolder.create(directory);
        }
        SpillSegment created = SpillSegment.create(folder.next(KIND), format);
        segments.add(created);
        bytes.addAndGet(created.size());
        return created;
    }

    private Inherited open(SpillFolder left, String format) throws IOException {
        Inherited opened = new Inherited(left);
        for (Path file : left.files()) {
            try {
                SpillSegment segment = SpillSegment.open(file, format);
                bytes.addAndGet(segment.size());
                opened.segments.add(segment);
            } catch (IOException e) {
                log.warn("{} is not read: {}", file, e.getMessage());
                account.foundDamaged(1);
                left.setAside(file);
            }
        }
        log.info("Tracking takes over records that another process has left in {}", left.path());
        return opened;
    }

    private void tidy() {
        SpillSegment last = segments.peekLast();
        if (last != null && last.isOpen() && !last.hasUnread() && last.isAllSettled()) {
            last.seal();
        }
        segments.removeIf(this::deleted);
        inherited.removeIf(left -> {
            left.segments.removeIf(this::deleted);
            if (left.segments.isEmpty()) {
                left.folder.close();
                return true;
            }
            return false;
        });
        if (segments.isEmpty() && folder != null) {
            folder.close();
            folder = null;
        }
    }

    private boolean deleted(SpillSegment segment) {
        if (!segment.isDone()) {
            return false;
        }
        bytes.addAndGet(-segment.size());
        segment.delete();
        return true;
    }

    /** Records of one file. */
    record Chunk(SpillSegment segment, List<EncodedRecord> records, int lost) {}

    /** What a process has left. */
    private static final class Inherited {

        private final SpillFolder folder;
        private final List<SpillSegment> segments = new ArrayList<>();

        private Inherited(SpillFolder folder) {
            this.folder = folder;
        }

        /** What was spilled was looked at before, so it comes first: a journal may have the same records. */
        boolean isJournal() {
            return segments.stream()
                    .anyMatch(segment -> segment.file().toString().endsWith(Journal.KIND));
        }

        boolean hasUnread() {
            return segments.stream().anyMatch(SpillSegment::hasUnread);
        }
    }
}
