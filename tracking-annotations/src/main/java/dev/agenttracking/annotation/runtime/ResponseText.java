// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation.runtime;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the JSON in a model's answer: the whole text, or what stands in its first Markdown code fence that is marked
 * {@code json}, else in its first one without a mark. Prose is allowed around a fence alone: where bare JSON begins and ends in
 * it would be a guess. So text that begins like an object or array is taken as a whole, whatever is in it. A fence that is left
 * open ends with the text.
 */
final class ResponseText {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** Up to three spaces of indentation, as in CommonMark; the mark is the first word after the fence. */
    private static final Pattern FENCE = Pattern.compile(
            "(?:^|\\A\\uFEFF) {0,3}(?<fence>`{3,}+|~{3,}+)[ \\t]*+(?<mark>[\\w+#.-]*+)",
            Pattern.MULTILINE | Pattern.UNIX_LINES);

    private ResponseText() {}

    static JsonReader.Result read(String text) {
        String visible = (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text).stripLeading();
        if (visible.isEmpty()) {
            return new JsonReader.Result(null, "it is empty");
        }
        JsonReader.Result whole = JsonReader.readWhole(text);
        if (whole.value() != null || visible.startsWith("{") || visible.startsWith("[")) {
            return whole;
        }
        Matcher fence = FENCE.matcher(text);
        return findFence(fence, text.stripTrailing().length())
                ? JsonReader.readUntil(text, fence.end(), fence.group("fence"))
                : whole;
    }

    /** The last fence of a text closes a block, though it may look like one that opens. */
    private static boolean findFence(Matcher fence, int textEnd) {
        int unmarked = -1;
        while (fence.find()) {
            String mark = fence.group("mark");
            if (mark.equalsIgnoreCase("json")) {
                return true;
            }
            if (mark.isEmpty() && unmarked < 0 && fence.end() < textEnd) {
                unmarked = fence.start();
            }
            skipBlock(fence);
        }
        return unmarked >= 0 && fence.find(unmarked);
    }

    /** A block ends with a fence that is at least as long and has no mark, or with the text. */
    private static void skipBlock(Matcher fence) {
        String opened = fence.group("fence");
        boolean closed = false;
        while (!closed && fence.find()) {
            closed = fence.group("fence").startsWith(opened)
                    && fence.group("mark").isEmpty();
        }
    }
}
