// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.writer.RejectedRecordException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.UUID;

/**
 * The bytes of one execution: a head, then its rows in each table as {@code COPY} takes them, without header and trailer.
 *
 * <pre>
 * root's id           16 bytes   call chains are found by it
 * start                8         on the monotonic clock of the process that made the bytes
 * tables present       1
 * of each: its number  1         in the {@link RecordFormat}; ascending
 *          its bytes   4
 * rows
 * </pre>
 *
 * Numbers are big-endian.
 */
final class EncodedRows {

    /** No rows in a table. */
    static final long NONE = 0;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final int START = 2 * Long.BYTES;
    private static final int TABLES = 3 * Long.BYTES;
    private static final int FIRST_TABLE = TABLES + 1;
    private static final int BYTES_A_TABLE = 1 + Integer.BYTES;

    private EncodedRows() {}

    /**
     * Puts the head before the rows.
     *
     * @param ends where the rows in each table end in the buffer
     */
    static byte[] of(Execution execution, CopyBuffer rows, int[] ends) {
        int tables = 0;
        for (int i = 0; i < ends.length; i++) {
            if (ends[i] > start(ends, i)) {
                tables++;
            }
        }
        int head = FIRST_TABLE + tables * BYTES_A_TABLE;
        byte[] bytes = new byte[Math.addExact(head, rows.size())];
        UUID root = execution.rootId();
        LONG.set(bytes, 0, root.getMostSignificantBits());
        LONG.set(bytes, Long.BYTES, root.getLeastSignificantBits());
        LONG.set(bytes, START, execution.startNanos());
        bytes[TABLES] = (byte) tables;
        int entry = FIRST_TABLE;
        for (int i = 0; i < ends.length; i++) {
            int length = ends[i] - start(ends, i);
            if (length > 0) {
                bytes[entry] = (byte) i;
                INT.set(bytes, entry + 1, length);
                entry += BYTES_A_TABLE;
            }
        }
        System.arraycopy(rows.array(), 0, bytes, head, rows.size());
        return bytes;
    }

    /** Refuses what cannot be the bytes of an execution in a format with so many tables. */
    static void check(byte[] bytes, int tables) throws RejectedRecordException {
        if (!isComplete(bytes, tables)) {
            String message = "The record's " + bytes.length + " bytes are damaged";
            throw new RejectedRecordException(message, new IllegalArgumentException(message));
        }
    }

    static UUID rootId(byte[] bytes) {
        return new UUID((long) LONG.get(bytes, 0), (long) LONG.get(bytes, Long.BYTES));
    }

    /** When the execution began, on the monotonic clock of the process that made the bytes. */
    static long startNanos(byte[] bytes) {
        return (long) LONG.get(bytes, START);
    }

    /** The tables in which it has rows, a bit each. */
    static int tables(byte[] bytes) {
        int found = 0;
        int entry = FIRST_TABLE;
        for (int tables = bytes[TABLES]; tables > 0; tables--, entry += BYTES_A_TABLE) {
            found |= 1 << bytes[entry];
        }
        return found;
    }

    /** Where the rows in one table are: {@link #offset} and {@link #length} of the result, or {@link #NONE}. */
    static long find(byte[] bytes, int table) {
        int tables = bytes[TABLES];
        int offset = FIRST_TABLE + tables * BYTES_A_TABLE;
        for (int entry = FIRST_TABLE; tables > 0; tables--, entry += BYTES_A_TABLE) {
            int length = (int) INT.get(bytes, entry + 1);
            if (bytes[entry] == table) {
                return (long) offset << Integer.SIZE | length;
            }
            offset += length;
        }
        return NONE;
    }

    static int offset(long found) {
        return (int) (found >>> Integer.SIZE);
    }

    static int length(long found) {
        return (int) found;
    }

    private static boolean isComplete(byte[] bytes, int tables) {
        if (bytes.length < FIRST_TABLE) {
            return false;
        }
        int present = bytes[TABLES];
        long end = FIRST_TABLE + present * (long) BYTES_A_TABLE;
        if (present < 0 || end > bytes.length) {
            return false;
        }
        int last = -1;
        for (int entry = FIRST_TABLE; present > 0; present--, entry += BYTES_A_TABLE) {
            int length = (int) INT.get(bytes, entry + 1);
            if (bytes[entry] <= last || bytes[entry] >= tables || length < 0) {
                return false;
            }
            last = bytes[entry];
            end += length;
        }
        return end == bytes.length;
    }

    private static int start(int[] ends, int table) {
        return table == 0 ? 0 : ends[table - 1];
    }
}
