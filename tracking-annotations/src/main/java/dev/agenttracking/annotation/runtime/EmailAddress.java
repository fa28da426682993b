// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation.runtime;

import java.util.Arrays;
import java.util.stream.Stream;

/** Tells addresses from other text, as Jakarta Validation's {@code @Email} does: by their form, not by whether they exist. */
final class EmailAddress {

    private static final int MAX_LOCAL_LENGTH = 64;
    private static final int MAX_DOMAIN_LENGTH = 255;
    private static final int MAX_LABEL_LENGTH = 63;

    private EmailAddress() {}

    static boolean isWellFormed(String text) {
        int at = text.lastIndexOf('@');
        return at > 0 && isLocalPart(text.substring(0, at)) && isDomain(text.substring(at + 1));
    }

    private static boolean isLocalPart(String text) {
        if (text.length() > MAX_LOCAL_LENGTH) {
            return false;
        }
        boolean quoted = text.length() > 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted
                ? text.substring(1, text.length() - 1).chars().noneMatch(c -> c < ' ' || c == '"' || c == '\\')
                : labels(text).allMatch(EmailAddress::isAtom);
    }

    private static boolean isAtom(String text) {
        return !text.isEmpty()
                && text.codePoints()
                        .allMatch(c -> Character.isLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0);
    }

    private static boolean isDomain(String text) {
        if (text.startsWith("[") && text.endsWith("]")) {
            return text.length() > 2 && text.substring(1, text.length() - 1).matches("[0-9A-Za-z:.]{2,50}");
        }
        return text.length() <= MAX_DOMAIN_LENGTH && labels(text).allMatch(EmailAddress::isLabel);
    }

    private static boolean isLabel(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_LABEL_LENGTH
                && !text.startsWith("-")
                && !text.endsWith("-")
                && text.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || c == '-');
    }

    private static Stream<String> labels(String text) {
        return Arrays.stream(text.split("\\.", -1));
    }
}
