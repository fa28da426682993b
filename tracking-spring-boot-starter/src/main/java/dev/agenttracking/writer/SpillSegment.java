// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.annotation.ExecutionStatus;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A file of records: appended to, then read once from its begin, and deleted when all that was read is settled.
 *
 * <p>The file is {@value #SIGNATURE_TEXT} and a newline, the length of the format (4 bytes), its CRC-32C (4) and the
 * format in UTF-8, then frames.
 * A frame is a mark (4 bytes), the length of its content (4), the CRC-32C of length and content (4), and the content: the id (16),
 * the ordinal of the status (1), the rows. Numbers are big-endian. Records in front of and behind a damaged one are found: a reader
 * looks for the next mark at which a whole frame begins.
 *
 * <p>What was appended is the operating system's, so it survives the end of the process, not that of the machine. Plain writes, not
 * channels: an interrupt of the thread would close a channel.
 *
 * <p><b>Threading</b>: guarded by the lock of whoever owns it.
 */
final class SpillSegment {

    private static final String SIGNATURE_TEXT = "agent-tracking records 1";
    private static final byte[] SIGNATURE = (SIGNATURE_TEXT + "\n").getBytes(StandardCharsets.US_ASCII);
    private static final int MARK = 0xA6E7_7C4B;
    private static final int HEADER_BYTES = 12;
    private static final int MIN_CONTENT_BYTES = 17;
    private static final int READ_BYTES = 1 << 16;
    private static final int MAX_HEAD_BYTES = 1 << 16;
    private static final ExecutionStatus[] STATUSES = ExecutionStatus.values();

    private final Path file;
    private final String format;
    private final boolean own;
    private final long begin;
    private @Nullable RandomAccessFile out;
    private @Nullable RandomAccessFile in;
    private long size;
    private int appended;
    private long position;
    private int read;
    private int lost;
    private int settled;
    private byte[] window = new byte[0];
    private long windowStart;

    private SpillSegment(Path file, String format, boolean own, long begin, long size) {
        this.file = file;
        this.format = format;
        this.own = own;
        this.begin = begin;
        this.size = size;
        this.position = begin;
    }

    /** A new file. */
    static SpillSegment create(Path file, String format) throws IOException {
        byte[] name = format.getBytes(StandardCharsets.UTF_8);
        CRC32C crc = new CRC32C();
        crc.update(name);
        ByteBuffer head = ByteBuffer.allocate(headBytes(name.length));
        head.put(SIGNATURE).putInt(name.length).putInt((int) crc.getValue()).put(name);
        Files.createFile(file);
        RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw");
        try {
            opened.write(head.array());
        } catch (IOException e) {
            opened.close();
            Files.deleteIfExists(file);
            throw e;
        }
        SpillSegment segment = new SpillSegment(file, format, true, head.capacity(), head.capacity());
        segment.out = opened;
        return segment;
    }

    /**
     * A file that another process has left.
     *
     * @param likely how its records are to be read if its head is damaged
     * @throws IOException also where there is no record in it
     */
    static SpillSegment open(Path file, String likely) throws IOException {
        long length = Files.size(file);
        int headBytes = (int) Math.min(length, MAX_HEAD_BYTES);
        byte[] head = new byte[headBytes];
        try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "r")) {
            opened.readFully(head);
        }
        String format = formatIn(head);
        if (format != null) {
            int begin = headBytes(format.getBytes(StandardCharsets.UTF_8).length);
            return new SpillSegment(file, format, false, begin, length);
        }
        SpillSegment damaged = new SpillSegment(file, likely, false, 0, length);
        damaged.skipDamage();
        damaged.lost = 0;
        if (!damaged.hasUnread()) {
            damaged.closeReader();
            throw new IOException("There is no record in it");
        }
        return damaged;
    }

    private static int headBytes(int formatBytes) {
        return SIGNATURE.length + 2 * Integer.BYTES + formatBytes;
    }

    private static @Nullable String formatIn(byte[] head) {
        if (head.length < headBytes(0) || !Arrays.equals(head, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap(head, SIGNATURE.length, head.length - SIGNATURE.length);
        int length = bytes.getInt();
        int checksum = bytes.getInt();
        if (length < 0 || length > bytes.remaining()) {
            return null;
        }
        CRC32C crc = new CRC32C();
        crc.update(head, bytes.position(), length);
        return (int) crc.getValue() == checksum
                ? new String(head, bytes.position(), length, StandardCharsets.UTF_8)
                : null;
    }

    /** A record as it is appended. */
    static byte[] frame(EncodedRecord record) {
        int length = MIN_CONTENT_BYTES + record.rows().length;
        ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + length);
        frame.putInt(MARK).putInt(length).putInt(0);
        frame.putLong(record.id().getMostSignificantBits());
        frame.putLong(record.id().getLeastSignificantBits());
        frame.put((byte) record.status().ordinal());
        frame.put(record.rows());
        frame.putInt(8, checksum(frame.array(), 0, length));
        return frame.array();
    }

    Path file() {
        return file;
    }

    String format() {
        return format;
    }

    /** Whether this process wrote it, so that its records count as accepted already. */
    boolean isOwn() {
        return own;
    }

    long size() {
        return size;
    }

    /** Appends so many frames in one go, or nothing of them. */
    void append(byte[] frames, int count) throws IOException {
        RandomAccessFile opened = out;
        if (opened == null) {
            throw new IOException("It is closed");
        }
        try {
            opened.write(frames);
        } catch (IOException e) {
            out = null;
            cutAndClose(opened);
            throw e;
        }
        size += frames.length;
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

    /**
     * Reads the next records.
     *
     * @return how many more were found damaged
     */
    int read(int most, List<EncodedRecord> records) throws IOException {
        int lostBefore = lost;
        while (records.size() < most && position < size) {
            EncodedRecord record = next();
            if (record == null) {
                skipDamage();
            } else {
                records.add(record);
                read++;
            }
        }
        if (position >= size && !isOpen()) {
            closeReader();
        }
        if (own) {
            lost = position >= size ? appended - read : Math.min(lost, appended - read);
        }
        return lost - lostBefore;
    }

    /** So many of those read need the file no more. */
    void settle(int count) {
        settled += count;
    }

    /** Whether nobody needs the file any more: all is read, and nothing comes. */
    boolean isDone() {
        return !isOpen() && !hasUnread() && settled >= read;
    }

    /** Whether all that was read so far is settled. */
    boolean isAllSettled() {
        return settled >= read;
    }

    /**
     * Reads no more of it.
     *
     * @return how many records are lost with it, as far as is known
     */
    int giveUp() {
        seal();
        position = size;
        closeReader();
        int missing = own ? Math.max(0, appended - read - lost) : 1;
        lost += missing;
        return missing;
    }

    /** Of a file that is never read while its process lives: whether all that was appended is settled. */
    boolean isSettled() {
        return !isOpen() && settled >= appended;
    }

    void delete() {
        seal();
        closeReader();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It is found again by the next process, whose records are those that are stored already.
        }
    }

    /** Lets go of the file, and leaves it there. */
    void leave() {
        seal();
        closeReader();
    }

    private @Nullable EncodedRecord next() throws IOException {
        if (size - position < HEADER_BYTES + MIN_CONTENT_BYTES) {
            return null;
        }
        int header = load(position, HEADER_BYTES);
        ByteBuffer bytes = ByteBuffer.wrap(window);
        int mark = bytes.getInt(header);
        int length = bytes.getInt(header + 4);
        int checksum = bytes.getInt(header + 8);
        if (mark != MARK || length < MIN_CONTENT_BYTES || length > size - position - HEADER_BYTES) {
            return null;
        }
        int start = load(position, HEADER_BYTES + length);
        if (checksum(window, start, length) != checksum) {
            return null;
        }
        int content = start + HEADER_BYTES;
        bytes = ByteBuffer.wrap(window);
        int status = window[content + 16];
        if (status < 0 || status >= STATUSES.length) {
            return null;
        }
        byte[] rows = new byte[length - MIN_CONTENT_BYTES];
        System.arraycopy(window, content + MIN_CONTENT_BYTES, rows, 0, rows.length);
        position += HEADER_BYTES + (long) length;
        return new EncodedRecord(new UUID(bytes.getLong(content), bytes.getLong(content + 8)), STATUSES[status], rows);
    }

    /** To the next place where a whole frame begins, or to the end. What lies between was one record at least. */
    private void skipDamage() throws IOException {
        lost++;
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
            int available = (int) Math.min(READ_BYTES, size - at);
            int offset = load(at, available);
            ByteBuffer bytes = ByteBuffer.wrap(window);
            for (int i = 0; i + Integer.BYTES <= available; i++) {
                if (bytes.getInt(offset + i) == MARK) {
                    return at + i;
                }
            }
            at += available - Integer.BYTES + 1;
        }
        return -1;
    }

    /** Has bytes of the file in the window. The result is where they begin in it. */
    private int load(long from, int length) throws IOException {
        if (from < windowStart || from + length > windowStart + window.length) {
            RandomAccessFile opened = in;
            if (opened == null) {
                opened = new RandomAccessFile(file.toFile(), "r");
                in = opened;
            }
            int bytes = (int) Math.min(Math.max(length, READ_BYTES), size - from);
            byte[] loaded = window.length == bytes ? window : new byte[bytes];
            window = loaded;
            windowStart = from;
            opened.seek(from);
            try {
                opened.readFully(loaded);
            } catch (IOException e) {
                window = new byte[0];
                throw e;
            }
        }
        return (int) (from - windowStart);
    }

    private void closeReader() {
        RandomAccessFile opened = in;
        in = null;
        window = new byte[0];
        if (opened != null) {
            close(opened);
        }
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

    private static int checksum(byte[] bytes, int frame, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, frame + 4, 4);
        crc.update(bytes, frame + HEADER_BYTES, length);
        return (int) crc.getValue();
    }
}
