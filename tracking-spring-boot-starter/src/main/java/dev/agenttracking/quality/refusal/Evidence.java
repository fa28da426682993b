// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality.refusal;

/** A sentence made fit to be shown in a line of its own. */
final class Evidence {

    private static final int MOST_READ = 1_000;

    private Evidence() {}

    /** At most {@value RefusalDetector#MAX_EVIDENCE} characters from a position on: no control characters, no half characters. */
    static String cut(CharSequence text, int from, int to) {
        StringBuilder line = new StringBuilder();
        int last = Math.min(to, from + MOST_READ);
        for (int at = from; at < last && line.length() < RefusalDetector.MAX_EVIDENCE - 1; at++) {
            char c = text.charAt(at);
            if (Character.isHighSurrogate(c) && at + 1 < last && Character.isLowSurrogate(text.charAt(at + 1))) {
                line.append(c).append(text.charAt(++at));
            } else if (Character.isSurrogate(c)) {
                line.append('\ufffd');
            } else if (Character.isWhitespace(c) || Character.isISOControl(c)) {
                if (!line.isEmpty() && line.charAt(line.length() - 1) != ' ') {
                    line.append(' ');
                }
            } else {
                line.append(c);
            }
        }
        return line.toString().strip();
    }
}
