// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import java.util.List;

/** Counts as a row of bars: nothing is a point, and the highest bar is the most. */
final class Sparkline {

    private static final String BARS = "▁▂▃▄▅▆▇█";
    private static final char NOTHING = '·';

    private Sparkline() {}

    static String of(List<Long> counts) {
        long most = counts.stream().mapToLong(Long::longValue).max().orElse(0);
        StringBuilder line = new StringBuilder();
        for (long count : counts) {
            line.append(count == 0 ? NOTHING : BARS.charAt((int) ((BARS.length() * (double) count - 1) / most)));
        }
        return line.toString();
    }
}
