// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation.runtime;

import java.util.regex.Pattern;

/** Text that a regular expression may look at so many times only: a model's answer must not keep a thread busy for hours. */
final class StepLimitedText implements CharSequence {

    private final String text;
    private final Budget budget;

    /** What came of a match. */
    enum Match {
        YES,
        NO,
        GIVEN_UP
    }

    /** The steps that are left for one answer: many texts of some steps each must not keep a thread busy either. */
    static final class Budget {

        private int left = 10_000_000;
    }

    private StepLimitedText(String text, Budget budget) {
        this.text = text;
        this.budget = budget;
    }

    /** Matches the whole text; a pattern that takes too many steps, or too deep a stack, is given up. */
    static Match match(Pattern pattern, String text, Budget budget) {
        try {
            return pattern.matcher(new StepLimitedText(text, budget)).matches() ? Match.YES : Match.NO;
        } catch (StepLimitReached | StackOverflowError e) {
            return Match.GIVEN_UP;
        }
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        if (budget.left == 0) {
            throw new StepLimitReached();
        }
        budget.left--;
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

    private static final class StepLimitReached extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StepLimitReached() {
            super(null, null, false, false);
        }
    }
}
