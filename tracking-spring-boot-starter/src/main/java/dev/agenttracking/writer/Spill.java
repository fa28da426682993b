// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.TimeSource;
import dev.agenttracking.writer.SpillSegment.Chunk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
 * <p><b>Failure</b>: where a file cannot be written, what was to be appended is not, and the next attempt begins a new file, but a new
 * folder only a second after one that could not be made. Records
 * that are damaged are lost, and counted. A file that cannot be read rests until {@link #takeOver}; it keeps its place, so that those
 * of this process behind it wait too. After {@value #MAX_FAILURES} attempts it is set aside, and what is left of it counts as lost.
 */
final class Spill {

    private static final Logger log = LoggerFactory.getLogger(Spill.class);

    private static final String KIND = "spill";
    private static final long SEGMENT_BYTES = 16L << 20;
    private static final int PIECE_BYTES = 1 << 17;
    private static final int MAX_FAILURES = 60;

    private final OwnFolder folder;
    private final long maxBytes;
    private final WriterAccount account;
    private byte[] piece = new byte[0];
    private final Deque<SpillSegment> segments = new ArrayDeque<>();
    private final List<Inherited> inherited = new ArrayList<>();
    private final Set<Path> refused = new HashSet<>();
    private final AtomicLong bytes = new AtomicLong();
    private boolean failing;
    private boolean full;

    Spill(Path directory, long maxBytes, TimeSource time, WriterAccount account) {
        this.folder = new OwnFolder(directory, time);
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
        int count = 0;
        int length = 0;
        while (count < records.size() && length < PIECE_BYTES) {
            int frame = RecordFrame.bytesOf(records.get(count));
            if (bytes.get() + length + frame > maxBytes) {
                break;
            }
            length = Math.addExact(length, frame);
            count++;
        }
        if (count == 0) {
            reportFull();
            return 0;
        }
        try {
            SpillSegment last = writable(format);
            last.append(frames(records.subList(0, count), length), length, count);
            bytes.addAndGet(length);
            failing = false;
            full = false;
            return count;
        } catch (IOException | RuntimeException e) {
            if (!failing) {
                failing = true;
                log.warn(
                        "Tracking cannot write records to {}: {}. When its queue is full, the newest are dropped",
                        directory(),
                        e.toString());
            }
            log.debug("Why records cannot be written", e);
            return 0;
        }
    }

    private byte[] frames(List<EncodedRecord> records, int length) {
        byte[] frames = piece.length >= length ? piece : new byte[Math.max(length, PIECE_BYTES)];
        if (frames.length <= 2 * PIECE_BYTES) {
            piece = frames;
        }
        int at = 0;
        for (EncodedRecord record : records) {
            RecordFrame.write(record, frames, at);
            at += RecordFrame.bytesOf(record);
        }
        return frames;
    }

    private void reportFull() {
        if (!full) {
            full = true;
            log.warn(
                    "Tracking has {} bytes of records in {}, and takes no more: when its queue is full too, the newest are"
                            + " dropped. Raise tracking.writer.spill.max-size, or look why the store does not take them",
                    bytes.get(),
                    directory());
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

    /** The next records of this process, all of one file; null where none can be read. */
    @Nullable
    Chunk readOwn(int most) {
        SpillSegment next = nextOwn();
        SpillFolder own = folder.present();
        return next == null || own == null ? null : read(next, most, own);
    }

    /** Whether records of this process can be read. */
    boolean canReadOwn() {
        return nextOwn() != null;
    }

    /** The next records that another process has left; null where none can be read. */
    @Nullable
    Chunk readInherited(int most) {
        for (Inherited left : inherited) {
            for (SpillSegment segment : left.segments) {
                if (segment.isReadable()) {
                    return read(segment, most, left.folder);
                }
            }
        }
        return null;
    }

    private @Nullable SpillSegment nextOwn() {
        for (SpillSegment segment : segments) {
            if (segment.hasUnread()) {
                return segment.isReadable() ? segment : null;
            }
        }
        return null;
    }

    /** So many records of a file need it no more. */
    void settle(SpillSegment segment, int count) {
        segment.settle(count);
        tidy();
    }

    /**
     * Takes what processes have left that are no more, and has what could not be read tried again.
     *
     * @param format how records are read of files whose head is damaged
     */
    void takeOver(String format) {
        segments.forEach(SpillSegment::retry);
        inherited.forEach(left -> left.segments.forEach(SpillSegment::retry));
        try {
            for (Path left : SpillFolder.listIn(directory())) {
                takeOver(left, format);
            }
            inherited.sort(Comparator.comparing(Inherited::isJournal));
            for (Path left : account.left()) {
                if (Files.notExists(left)) {
                    account.handedOver(left);
                }
            }
        } catch (IOException | RuntimeException e) {
            log.debug("Looking for what other processes have left in {} failed", directory(), e);
        }
        tidy();
    }

    /** Where that fails, nobody has it until the next attempt, and the others are taken over all the same. */
    private void takeOver(Path left, String format) {
        try {
            SpillFolder taken = SpillFolder.takeOver(left);
            if (taken != null) {
                open(taken, format);
            }
        } catch (IOException | RuntimeException e) {
            if (refused.add(left)) {
                log.warn(
                        "Tracking cannot take over what another process has left in {}, and will try again each"
                                + " tracking.heartbeat.interval: {}",
                        left,
                        e.toString());
            }
            log.debug("Why it cannot be taken over", e);
        }
    }

    /** Lets go of all files; what waits in them is the next process's, or this one's when it opens them again. */
    void close() {
        segments.forEach(this::leave);
        segments.clear();
        for (Inherited left : inherited) {
            left.segments.forEach(this::leave);
            left.folder.close();
        }
        inherited.clear();
        bytes.set(0);
        folder.close();
    }

    private void leave(SpillSegment segment) {
        Path before = segment.file();
        segment.leave();
        account.leaves(before, segment.file(), segment.unsettled());
    }

    /** How much is in files: for any thread, without the lock. */
    long bytes() {
        return bytes.get();
    }

    Path directory() {
        return folder.parent();
    }

    private @Nullable Chunk read(SpillSegment segment, int most, SpillFolder in) {
        try {
            return segment.read(most);
        } catch (IOException | RuntimeException e) {
            account.failed();
            int failures = segment.failed();
            if (failures == 1) {
                log.warn(
                        "Tracking cannot read records from {}, and will try again each tracking.heartbeat.interval: {}",
                        segment.file(),
                        e.toString());
            }
            log.debug("Why records cannot be read", e);
            return failures >= MAX_FAILURES && segment.isAllSettled() ? setAside(segment, in) : null;
        }
    }

    /** What of it is being stored would be found in it no more after a crash, so there must be nothing of it. */
    private Chunk setAside(SpillSegment segment, SpillFolder in) {
        Chunk rest = segment.rest();
        log.warn("Tracking tries {} no more, and sets it aside", segment.file());
        segment.close();
        bytes.addAndGet(-segment.size());
        if (segments.remove(segment)) {
            in.setAside(segment.file());
        } else {
            inherited.forEach(left -> left.segments.remove(segment));
            setAside(segment.file(), in);
        }
        return rest;
    }

    /** Of one that another process has left, nobody knows how many it had. */
    private void setAside(Path file, SpillFolder in) {
        account.foundDamaged(file, 1);
        account.foundAll(file);
        in.setAside(file);
    }

    /** It will not be read again. */
    void pass(Chunk chunk) {
        SpillSegment segment = chunk.segment();
        segment.pass(chunk);
        if (chunk.lost() > 0) {
            log.warn("{} records in {} cannot be read, and are lost", chunk.lost(), segment.file());
        }
    }

    private SpillSegment writable(String format) throws IOException {
        SpillSegment last = segments.peekLast();
        if (last != null
                && last.isOpen()
                && last.size() < SEGMENT_BYTES
                && !folder.isGone()
                && last.format().equals(format)) {
            return last;
        }
        if (last != null) {
            last.seal();
        }
        SpillSegment created = SpillSegment.create(folder.needed().next(KIND), format);
        segments.add(created);
        bytes.addAndGet(created.size());
        return created;
    }

    private void open(SpillFolder left, String format) throws IOException {
        Inherited opened = new Inherited(left);
        List<Path> foreign = new ArrayList<>();
        boolean complete = false;
        try {
            for (Path file : left.files()) {
                SpillSegment segment = SpillSegment.open(file, format);
                if (segment != null) {
                    opened.segments.add(segment);
                } else if (Files.size(file) == 0) {
                    // Its process was killed while it made the file.
                    Files.delete(file);
                } else {
                    foreign.add(file);
                }
            }
            complete = inherited.add(opened);
        } finally {
            if (!complete) {
                opened.leave();
            }
        }
        opened.segments.forEach(segment -> bytes.addAndGet(segment.size()));
        foreign.forEach(file -> {
            log.warn("{} is not read: there is no record in it", file);
            setAside(file, left);
        });
        refused.remove(left.path());
        log.info("Tracking takes over records that another process has left in {}", left.path());
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
        if (segments.isEmpty()) {
            folder.close();
        }
    }

    private boolean deleted(SpillSegment segment) {
        if (!segment.isDone()) {
            return false;
        }
        bytes.addAndGet(-segment.size());
        account.foundAll(segment.file());
        segment.delete();
        return true;
    }

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

        void leave() {
            segments.forEach(SpillSegment::close);
            folder.close();
        }
    }
}
