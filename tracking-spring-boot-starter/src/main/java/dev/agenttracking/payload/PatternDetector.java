// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A regular expression of the application's.
 *
 * <p><b>Failure</b>: throws where the expression takes too many steps over a text, or too much stack.
 */
final class PatternDetector implements SecretDetector {

    private final Pattern pattern;

    PatternDetector(Pattern pattern) {
        this.pattern = pattern;
    }

    @Override
    public void find(String text, Secrets secrets) {
        Matcher matcher = pattern.matcher(new BudgetedText(text));
        while (matcher.find()) {
            secrets.mask(matcher.start(), matcher.end());
        }
    }
}
