// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.annotation.ExecutionStatus;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A record in a file: a mark (4 bytes), the length of its content (4), the CRC-32C of length and content (4), and the content:
 * the id (16), the ordinal of the status (1), the rows. Numbers are big-endian.
 */
final class RecordFrame {

    /** Mark, length and checksum. */
    static final int HEADER_BYTES = 12;

    /** Less is no frame. */
    static final int MIN_BYTES = HEADER_BYTES + 17;

    /** What {@link #lengthAt} says where no frame begins. */
    static final int NONE = -1;

    private static final int MARK = 0xA6E7_7C4B;
    private static final int MIN_CONTENT_BYTES = MIN_BYTES - HEADER_BYTES;
    private static final ExecutionStatus[] STATUSES = ExecutionStatus.values();

    private RecordFrame() {}

    static byte[] of(EncodedRecord record) {
        byte[] frame = new byte[bytesOf(record)];
        write(record, frame, 0);
        return frame;
    }

    /** How long its frame is. */
    static int bytesOf(EncodedRecord record) {
        return Math.addExact(MIN_BYTES, record.rows().length);
    }

    /** Puts a record's frame there. */
    static void write(EncodedRecord record, byte[] target, int at) {
        int length = MIN_CONTENT_BYTES + record.rows().length;
        ByteBuffer frame = ByteBuffer.wrap(target);
        frame.position(at);
        frame.putInt(MARK).putInt(length).putInt(0);
        frame.putLong(record.id().getMostSignificantBits());
        frame.putLong(record.id().getLeastSignificantBits());
        frame.put((byte) record.status().ordinal());
        frame.put(record.rows());
        frame.putInt(at + 8, checksum(target, at, length));
    }

    /** How long the frame is whose header is there, all in all; {@link #NONE} where there is no header. */
    static long lengthAt(byte[] bytes, int at) {
        ByteBuffer header = ByteBuffer.wrap(bytes, at, HEADER_BYTES);
        int mark = header.getInt();
        int length = header.getInt();
        return mark != MARK || length < MIN_CONTENT_BYTES ? NONE : HEADER_BYTES + (long) length;
    }

    /** The record of a frame that begins there and has that length; null where it is damaged. */
    static @Nullable EncodedRecord read(byte[] bytes, int at, int frameBytes) {
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        int status = bytes[at + HEADER_BYTES + 2 * Long.BYTES];
        if (frame.getInt(at + 8) != checksum(bytes, at, frameBytes - HEADER_BYTES)
                || status < 0
                || status >= STATUSES.length) {
            return null;
        }
        byte[] rows = new byte[frameBytes - MIN_BYTES];
        System.arraycopy(bytes, at + MIN_BYTES, rows, 0, rows.length);
        UUID id = new UUID(frame.getLong(at + HEADER_BYTES), frame.getLong(at + HEADER_BYTES + Long.BYTES));
        return new EncodedRecord(id, STATUSES[status], rows);
    }

    /** Where the next mark is, within so many bytes; {@link #NONE} where there is none. */
    static int findMark(byte[] bytes, int from, int length) {
        ByteBuffer searched = ByteBuffer.wrap(bytes);
        for (int i = from; i + Integer.BYTES <= from + length; i++) {
            if (searched.getInt(i) == MARK) {
                return i;
            }
        }
        return NONE;
    }

    private static int checksum(byte[] bytes, int frame, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, frame + 4, 4);
        crc.update(bytes, frame + HEADER_BYTES, length);
        return (int) crc.getValue();
    }
}
