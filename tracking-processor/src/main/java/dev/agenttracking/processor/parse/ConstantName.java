// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import java.util.Locale;
import java.util.regex.Pattern;

/** From a stage's name to its enum constant: {@code "checkFacts"}, {@code "check-facts"} to {@code CHECK_FACTS}. */
final class ConstantName {

    private static final Pattern WORD_START =
            Pattern.compile("(?<=[\\p{Ll}\\p{Nd}])(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");
    private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}\\p{Nd}]+");
    private static final Pattern OUTER_UNDERSCORES = Pattern.compile("^_+|_+$");

    private ConstantName() {}

    /** The constant, empty where the name has no letter or digit. */
    static String of(String name) {
        String words = WORD_START.matcher(name).replaceAll("_");
        String joined = SEPARATORS.matcher(words).replaceAll("_");
        String constant = OUTER_UNDERSCORES.matcher(joined).replaceAll("").toUpperCase(Locale.ROOT);
        boolean startsWell = !constant.isEmpty() && Character.isJavaIdentifierStart(constant.codePointAt(0));
        return startsWell || constant.isEmpty() ? constant : "_" + constant;
    }
}
