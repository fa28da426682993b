// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

/** A few words of an answer, for an explanation. */
final class Excerpt {

    private static final int MAX_CHARS = 60;

    private Excerpt() {}

    /** What stands at a place, in one line. */
    static String of(String text, int from) {
        int end = Math.min(text.length(), from + MAX_CHARS);
        StringBuilder line = new StringBuilder(MAX_CHARS + 1);
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            line.append(Character.isISOControl(c) ? ' ' : c);
        }
        String excerpt = line.toString().strip();
        return end < text.length() ? excerpt + "…" : excerpt;
    }
}
