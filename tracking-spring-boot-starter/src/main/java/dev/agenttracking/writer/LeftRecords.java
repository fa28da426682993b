// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Records in files of processes that are no more, in a directory where nobody looks for them.
 *
 * <p><b>Threading</b>: stateless. While it looks, no process takes them over; the next look of that process finds them.
 */
public final class LeftRecords {

    private LeftRecords() {}

    /** Whether there are some; also false where that cannot be told. */
    public static boolean areIn(Path directory) {
        try {
            boolean some = false;
            for (Path path : SpillFolder.listIn(directory)) {
                some |= hasRecords(path);
            }
            return some;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean hasRecords(Path path) throws IOException {
        SpillFolder left = SpillFolder.takeOver(path);
        if (left == null) {
            return false;
        }
        try {
            return !left.files().isEmpty();
        } finally {
            left.close();
        }
    }
}
