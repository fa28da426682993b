// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A piece of a file in memory, which moves on as the file is read. Opens the file when it is needed. */
final class FileWindow {

    /** Read at once, where there are so many. */
    static final int BYTES = 1 << 16;

    private final Path file;
    private @Nullable RandomAccessFile in;
    private byte[] bytes = new byte[0];
    private long start;

    FileWindow(Path file) {
        this.file = file;
    }

    /**
     * Has bytes of the file in memory.
     *
     * @param size how long the file is, as far as it may be read
     * @return where in {@link #bytes} they begin
     */
    int load(long from, int length, long size) throws IOException {
        if (from < start || from + length > start + bytes.length) {
            RandomAccessFile opened = in;
            if (opened == null) {
                opened = new RandomAccessFile(file.toFile(), "r");
                in = opened;
            }
            int count = (int) Math.min(Math.max(length, BYTES), size - from);
            byte[] loaded = bytes.length == count ? bytes : new byte[count];
            bytes = loaded;
            start = from;
            opened.seek(from);
            try {
                opened.readFully(loaded);
            } catch (IOException e) {
                bytes = new byte[0];
                throw e;
            }
        }
        return (int) (from - start);
    }

    /** What is in memory, until more is loaded. */
    byte[] bytes() {
        return bytes;
    }

    void close() {
        RandomAccessFile opened = in;
        in = null;
        bytes = new byte[0];
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException e) {
                // It was only read.
            }
        }
    }
}
