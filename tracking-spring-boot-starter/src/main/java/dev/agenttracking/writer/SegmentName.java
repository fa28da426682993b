// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a file of records: its number and its kind, and once it was left between them the offset in bytes at which the first
 * record begins that is still needed, as in {@code 00000001.593120.spill}.
 */
final class SegmentName {

    private static final Pattern NAME = Pattern.compile("(\\d+)(?:\\.(\\d{1,18}))?\\.([a-z]+)");

    private SegmentName() {}

    /** The offset in the name, 0 where there is none. */
    static long beginIn(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches() && name.group(2) != null ? Long.parseLong(name.group(2)) : 0;
    }

    /** Puts the offset into its name, where that can be done. Returns the name that it has. */
    static Path withBegin(Path file, long begin) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
            return file;
        }
        Path renamed = file.resolveSibling(name.group(1) + "." + begin + "." + name.group(3));
        try {
            return Files.move(file, renamed);
        } catch (IOException e) {
            return file;
        }
    }
}
