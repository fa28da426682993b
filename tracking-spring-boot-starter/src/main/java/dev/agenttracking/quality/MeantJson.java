// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import org.jspecify.annotations.Nullable;

/**
 * The part of an answer that is meant as JSON: the whole text where it begins as JSON does or the request asked for JSON, or a
 * code fence that is the answer, with a few words around it at most. Fences within an explanation show something, and prose may
 * begin with a bracket; neither is meant as JSON.
 *
 * @param from where it begins
 * @param end where it ends
 */
record MeantJson(int from, int end) {

    /** How much may be said around a fence that is the answer. */
    private static final int MAX_PROSE_CHARS = 400;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** Null where nothing in the text is meant as JSON. */
    static @Nullable MeantJson in(String text, boolean requested) {
        int from = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? 1 : 0;
        int end = endOf(text);
        while (from < end && isWhitespace(text.charAt(from))) {
            from++;
        }
        if (from == end) {
            return null;
        }
        if (JsonBeginning.isAt(text, from, end)) {
            return new MeantJson(from, end);
        }
        CodeFence fence = CodeFence.firstIn(text, from, end);
        if (fence != null && isJson(text, fence) && (requested || isTheAnswer(text, fence, from, end))) {
            return new MeantJson(fence.contentStart(), fence.contentEnd());
        }
        return requested ? new MeantJson(from, end) : null;
    }

    /**
     * Reads it.
     *
     * @param wantedMember the member of the outermost object to find, null for none
     */
    JsonSyntax read(String text, @Nullable String wantedMember) {
        return new JsonSyntax(text, from, end, wantedMember);
    }

    /** Where a text ends, without the whitespace behind it. */
    static int endOf(String text) {
        int end = text.length();
        while (end > 0 && isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private static boolean isJson(String text, CodeFence fence) {
        return fence.mark().equalsIgnoreCase("json")
                || fence.mark().isEmpty() && JsonBeginning.isAt(text, fence.contentStart(), fence.contentEnd());
    }

    private static boolean isTheAnswer(String text, CodeFence fence, int from, int end) {
        int prose = fence.start() - from + end - fence.blockEnd();
        return prose <= MAX_PROSE_CHARS && CodeFence.firstIn(text, fence.blockEnd(), end) == null;
    }

    static boolean isWhitespace(char c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }
}
