// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

import java.util.Arrays;

/** Parts of a text that are not stored. Used by one thread. */
final class Spans implements SecretDetector.Secrets {

    private static final int FIRST = 8;

    private int length;
    private long[] spans = new long[FIRST];
    private int count;
    private boolean sorted = true;

    /** Begins with another text of this length. */
    void begin(int length) {
        this.length = length;
        count = 0;
        sorted = true;
    }

    @Override
    public void mask(int start, int end) {
        if (start < 0 || end > length || start > end) {
            throw new IndexOutOfBoundsException(start + " to " + end + " of " + length);
        }
        if (start == end) {
            return;
        }
        if (count == spans.length) {
            spans = Arrays.copyOf(spans, count * 2);
        }
        long span = (long) start << 32 | end;
        sorted &= count == 0 || spans[count - 1] <= span;
        spans[count++] = span;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** The text up to a limit with each part replaced; a part that begins before the limit is replaced as a whole. */
    String replaced(String text, int limit, String mask) {
        if (!sorted) {
            Arrays.sort(spans, 0, count);
        }
        StringBuilder result = new StringBuilder(limit + mask.length());
        int copied = 0;
        for (int i = 0; i < count; i++) {
            int start = (int) (spans[i] >>> 32);
            int end = (int) spans[i];
            if (start >= limit) {
                break;
            }
            if (start >= copied) {
                result.append(text, copied, start).append(mask);
            }
            copied = Math.max(copied, end);
        }
        if (copied < limit) {
            result.append(text, copied, limit);
        }
        return result.toString();
    }
}
