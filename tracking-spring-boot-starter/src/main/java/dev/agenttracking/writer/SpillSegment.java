// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of records: appended to, then read once from its begin, and deleted when all that was read is settled.
 *
 * <p>The file is a {@link SegmentHead}, then a {@link RecordFrame} each. Records in front of and behind a damaged one are found: a
 * reader looks for the next mark at which a whole frame begins.
 *
 * <p><b>Failure</b>: what is damaged is told by its checksum. An error of the file says nothing of what is in it, and changes nothing:
 * the same records are read by the next attempt.
 *
 * <p>What was appended is the operating system's, so it survives the end of the process, not that of the machine. Plain writes, not
 * channels: an interrupt of the thread would close a channel.
 *
 * <p><b>Threading</b>: guarded by the lock of whoever owns it.
 */
final class SpillSegment {

    private Path file;
    private final String format;
    private final boolean own;
    private final long begin;
    private final FileWindow window;
    private @Nullable RandomAccessFile out;
    private long size;
    private int appended;
    private long position;
    private int read;
    private int lost;
    private int settled;
    private long settledUpTo;
    private int failures;
    private boolean resting;

    private SpillSegment(Path file, String format, boolean own, long begin, long size) {
        this.file = file;
        this.format = format;
        this.own = own;
        this.begin = begin;
        this.window = new FileWindow(file);
        this.size = size;
        this.position = begin;
        this.settledUpTo = begin;
    }

    /** A new file. */
    static SpillSegment create(Path file, String format) throws IOException {
        byte[] head = SegmentHead.of(format);
        Files.createFile(file);
        RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw");
        try {
            opened.write(head);
        } catch (IOException e) {
            opened.close();
            Files.deleteIfExists(file);
            throw e;
        }
        SpillSegment segment = new SpillSegment(file, format, true, head.length, head.length);
        segment.out = opened;
        return segment;
    }

    /**
     * A file that another process has left.
     *
     * @param likely how its records are to be read if its head is damaged
     * @return null where there is no record in it
     */
    static @Nullable SpillSegment open(Path file, String likely) throws IOException {
        long length = Files.size(file);
        byte[] head = new byte[(int) Math.min(length, SegmentHead.MAX_BYTES)];
        try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "r")) {
            opened.readFully(head);
        }
        String format = SegmentHead.formatIn(head);
        long begin = SegmentName.beginIn(file);
        if (format != null) {
            return new SpillSegment(file, format, false, Math.max(begin, SegmentHead.of(format).length), length);
        }
        SpillSegment damaged = new SpillSegment(file, likely, false, Math.max(0, begin - 1), length);
        try {
            damaged.skipDamage();
        } finally {
            damaged.window.close();
        }
        return damaged.hasUnread() ? damaged : null;
    }

    Path file() {
        return file;
    }

    String format() {
        return format;
    }

    long size() {
        return size;
    }

    /** Appends so many frames in one go, or nothing of them. */
    void append(byte[] frames, int length, int count) throws IOException {
        RandomAccessFile opened = out;
        if (opened == null) {
            throw new IOException("It is closed");
        }
        try {
            opened.write(frames, 0, length);
        } catch (IOException e) {
            out = null;
            cutAndClose(opened);
            throw e;
        }
        size += length;
        appended += count;
    }

    /** Whether more can be appended. */
    boolean isOpen() {
        return out != null;
    }

    void seal() {
        RandomAccessFile opened = out;
        out = null;
        if (opened != null) {
            close(opened);
        }
    }

    /** Whether there is something to read. */
    boolean hasUnread() {
        return position < size;
    }

    /** Whether something would be read; not while it rests after an attempt that failed. */
    boolean isReadable() {
        return hasUnread() && !resting;
    }

    /** The next records, those in front of an error of the file if there are any. They are the next until it goes past them. */
    Chunk read(int most) throws IOException {
        List<EncodedRecord> records = new ArrayList<>();
        long begin = position;
        long end = begin;
        int damaged = 0;
        try {
            while (records.size() < most && position < size) {
                EncodedRecord record = next();
                if (record == null) {
                    skipDamage();
                    damaged++;
                } else {
                    records.add(record);
                }
                end = position;
            }
        } catch (IOException e) {
            window.close();
            if (end == begin) {
                throw e;
            }
        } finally {
            position = begin;
        }
        return new Chunk(this, records, own ? lostOfOwn(records.size(), damaged, end) : damaged, end);
    }

    /** At the end it shows how many there were. */
    private int lostOfOwn(int reading, int damaged, long end) {
        int missing = appended - read - lost - reading;
        return end >= size ? missing : Math.min(damaged, missing);
    }

    /** Goes past what was read. */
    void pass(Chunk chunk) {
        position = chunk.end();
        read += chunk.records().size();
        lost += chunk.lost();
        failures = 0;
        if (position >= size && !isOpen()) {
            window.close();
        }
    }

    /**
     * An attempt to read has failed: it rests until {@link #retry}.
     *
     * @return how many have failed in a row
     */
    int failed() {
        resting = true;
        failures++;
        return failures;
    }

    void retry() {
        resting = false;
    }

    /** All that is left of it, as lost, where it is known how many that are. */
    Chunk rest() {
        return new Chunk(this, List.of(), own ? appended - read - lost : 0, size);
    }

    /** So many of those read need the file no more. */
    void settle(int count) {
        settled += count;
        if (isAllSettled()) {
            settledUpTo = position;
        }
    }

    /** How many still need it, as far as is known: of a file that another process has left, none that was not read. */
    int unsettled() {
        return (own ? appended - lost : read) - settled;
    }

    /** Whether nobody needs the file any more: all is read, and nothing comes. */
    boolean isDone() {
        return !isOpen() && !hasUnread() && settled >= read;
    }

    /** Whether all that was read so far is settled. */
    boolean isAllSettled() {
        return settled >= read;
    }

    /** Of a file that is never read while its process lives: whether all that was appended is settled. */
    boolean isSettled() {
        return !isOpen() && settled >= appended;
    }

    /**
     * Of a file that is appended to, and not read: empties it where all its records are settled.
     *
     * @return how many bytes it lost
     */
    long forgetSettled() {
        RandomAccessFile opened = out;
        long records = size - begin;
        if (opened == null || settled < appended || records == 0) {
            return 0;
        }
        try {
            opened.setLength(begin);
            opened.seek(begin);
        } catch (IOException e) {
            return 0;
        }
        size = begin;
        appended = 0;
        settled = 0;
        return records;
    }

    void delete() {
        seal();
        window.close();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It is found again by the next process, whose records are those that are stored already.
        }
    }

    void close() {
        seal();
        window.close();
    }

    /** Lets go of the file, and leaves it there, with a name that says from where on it is needed. */
    void leave() {
        close();
        if (read + lost > 0) {
            file = SegmentName.withBegin(file, isAllSettled() ? position : settledUpTo);
        }
    }

    private @Nullable EncodedRecord next() throws IOException {
        if (size - position < RecordFrame.MIN_BYTES) {
            return null;
        }
        int header = window.load(position, RecordFrame.HEADER_BYTES, size);
        long frameBytes = RecordFrame.lengthAt(window.bytes(), header);
        if (frameBytes == RecordFrame.NONE || frameBytes > size - position) {
            return null;
        }
        int start = window.load(position, (int) frameBytes, size);
        EncodedRecord record = RecordFrame.read(window.bytes(), start, (int) frameBytes);
        if (record != null) {
            position += frameBytes;
        }
        return record;
    }

    /** To the next place where a whole frame begins, or to the end. What lies between was one record at least. */
    private void skipDamage() throws IOException {
        long from = position + 1;
        while (from < size) {
            long found = findMark(from);
            if (found < 0) {
                break;
            }
            position = found;
            long before = position;
            EncodedRecord whole = next();
            if (whole != null) {
                position = before;
                return;
            }
            from = found + 1;
        }
        position = size;
    }

    private long findMark(long from) throws IOException {
        long at = from;
        while (size - at >= Integer.BYTES) {
            int available = (int) Math.min(FileWindow.BYTES, size - at);
            int offset = window.load(at, available, size);
            int found = RecordFrame.findMark(window.bytes(), offset, available);
            if (found != RecordFrame.NONE) {
                return at + found - offset;
            }
            at += available - Integer.BYTES + 1;
        }
        return -1;
    }

    private void cutAndClose(RandomAccessFile opened) {
        try (opened) {
            opened.setLength(size);
        } catch (IOException e) {
            // The piece of a frame counts as damage where another process reads the file.
        }
    }

    private static void close(RandomAccessFile opened) {
        try {
            opened.close();
        } catch (IOException e) {
            // Nothing was buffered.
        }
    }

    /**
     * Records of a file, in their order.
     *
     * @param lost how many more there were, which are damaged
     * @param end where the next one begins
     */
    record Chunk(SpillSegment segment, List<EncodedRecord> records, int lost, long end) {}
}
