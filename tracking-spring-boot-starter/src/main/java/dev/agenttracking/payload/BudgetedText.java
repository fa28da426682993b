// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

/** A text that can be read so many times, and then ends the reader: a regular expression can take years over a line. */
final class BudgetedText implements CharSequence {

    private static final int READS_PER_CHAR = 64;
    private static final int FEWEST_READS = 20_000;

    private final String text;
    private long remaining;

    BudgetedText(String text) {
        this.text = text;
        this.remaining = FEWEST_READS + (long) READS_PER_CHAR * text.length();
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        if (--remaining < 0) {
            throw new OverBudgetException();
        }
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text;
    }

    /** All reads are used up. */
    static final class OverBudgetException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private OverBudgetException() {
            super("It takes too many steps", null, false, false);
        }
    }
}
