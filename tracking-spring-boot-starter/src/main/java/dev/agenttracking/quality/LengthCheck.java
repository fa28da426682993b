// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import org.jspecify.annotations.Nullable;

/** Finds answers that are very short or very long. */
final class LengthCheck implements ResponseCheck {

    private static final double TOO_SHORT = 0.6;
    private static final double TOO_LONG = 0.8;

    private final int minWords;
    private final int maxWords;

    LengthCheck(int minWords, int maxWords) {
        this.minWords = minWords;
        this.maxWords = maxWords;
    }

    @Override
    public String name() {
        return CheckNames.LENGTH;
    }

    @Override
    public @Nullable CheckResult check(JudgedResponse response) {
        int words = WordCount.of(response.text());
        if (words < minWords) {
            return CheckResult.warning(
                    TOO_SHORT, words + (words == 1 ? " word" : " words") + ", fewer than " + minWords);
        }
        return words > maxWords
                ? CheckResult.warning(TOO_LONG, words + " words, more than " + maxWords)
                : CheckResult.passed();
    }
}
