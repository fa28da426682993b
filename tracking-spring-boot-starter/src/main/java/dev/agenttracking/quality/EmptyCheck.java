// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import org.jspecify.annotations.Nullable;

/** Finds answers without anything to see in them. */
final class EmptyCheck implements ResponseCheck {

    @Override
    public String name() {
        return CheckNames.EMPTY;
    }

    @Override
    public @Nullable CheckResult check(JudgedResponse response) {
        return isEmpty(response.text()) ? CheckResult.error(0, "the answer is empty") : CheckResult.passed();
    }

    /** Whether there are only blanks, control and formatting characters. */
    static boolean isEmpty(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isWhitespace(c)
                    && !Character.isSpaceChar(c)
                    && !Character.isISOControl(c)
                    && Character.getType(c) != Character.FORMAT) {
                return false;
            }
        }
        return true;
    }
}
