// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Jackson's own strategies that turn Java's names into those of JSON. */
final class NamingStrategy {

    private NamingStrategy() {}

    /** The strategy by the simple name of its class, null for a strategy that is not Jackson's. */
    static @Nullable UnaryOperator<String> of(String simpleName) {
        return switch (simpleName) {
            case "LowerCamelCaseStrategy", "PropertyNamingStrategy" -> UnaryOperator.identity();
            case "UpperCamelCaseStrategy" -> name -> name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
            case "SnakeCaseStrategy" -> NamingStrategy::snakeCase;
            case "UpperSnakeCaseStrategy" -> name -> snakeCase(name).toUpperCase(Locale.ROOT);
            case "LowerCaseStrategy" -> name -> name.toLowerCase(Locale.ROOT);
            case "KebabCaseStrategy" -> name -> separated(name, '-');
            case "LowerDotCaseStrategy" -> name -> separated(name, '.');
            default -> null;
        };
    }

    /** A run of capitals is one word with what follows it: {@code aURLName} becomes {@code a_urlname}. */
    private static String snakeCase(String name) {
        StringBuilder result = new StringBuilder();
        boolean afterCapital = false;
        for (char c : (name.startsWith("_") ? name.substring(1) : name).toCharArray()) {
            boolean capital = Character.isUpperCase(c);
            if (capital && !afterCapital && !result.isEmpty() && result.charAt(result.length() - 1) != '_') {
                result.append('_');
            }
            result.append(Character.toLowerCase(c));
            afterCapital = capital;
        }
        return result.isEmpty() ? name : result.toString();
    }

    /** The last of a run of capitals begins a word: {@code aURLName} becomes {@code a-url-name}. */
    private static String separated(String name, char separator) {
        StringBuilder result = new StringBuilder();
        int capitals = 0;
        for (int i = 0; i < name.length(); i++) {
            char lower = Character.toLowerCase(name.charAt(i));
            if (lower != name.charAt(i)) {
                if (capitals == 0 && i > 0) {
                    result.append(separator);
                }
                capitals++;
            } else {
                if (capitals > 1) {
                    result.insert(result.length() - 1, separator);
                }
                capitals = 0;
            }
            result.append(lower);
        }
        return result.toString();
    }
}
