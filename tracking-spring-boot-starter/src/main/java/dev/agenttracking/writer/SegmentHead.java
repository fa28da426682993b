// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a file of records begins with: {@value #SIGNATURE_TEXT} and a newline, the length of the format (4 bytes), its CRC-32C (4)
 * and the format in UTF-8. Numbers are big-endian.
 */
final class SegmentHead {

    /** None is longer. */
    static final int MAX_BYTES = 1 << 16;

    private static final String SIGNATURE_TEXT = "agent-tracking records 1";
    private static final byte[] SIGNATURE = (SIGNATURE_TEXT + "\n").getBytes(StandardCharsets.US_ASCII);
    private static final int MIN_BYTES = SIGNATURE.length + 2 * Integer.BYTES;

    private SegmentHead() {}

    static byte[] of(String format) {
        byte[] name = format.getBytes(StandardCharsets.UTF_8);
        ByteBuffer head = ByteBuffer.allocate(MIN_BYTES + name.length);
        head.put(SIGNATURE)
                .putInt(name.length)
                .putInt(checksum(name, 0, name.length))
                .put(name);
        return head.array();
    }

    /** The format, null where the head is damaged. */
    static @Nullable String formatIn(byte[] file) {
        if (file.length < MIN_BYTES || !Arrays.equals(file, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap(file, SIGNATURE.length, file.length - SIGNATURE.length);
        int length = bytes.getInt();
        int checksum = bytes.getInt();
        if (length < 0 || length > bytes.remaining() || checksum(file, MIN_BYTES, length) != checksum) {
            return null;
        }
        return new String(file, MIN_BYTES, length, StandardCharsets.UTF_8);
    }

    private static int checksum(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
