// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The names under which a model's price may stand, the most exact first: as it was asked for; without path
 * ({@code openai/gpt-4o}, an ARN); without region and vendor of Bedrock ({@code us.anthropic.claude-…}); without version and date
 * ({@code -v1:0}, {@code @20250929}, {@code -2024-08-06}, {@code -001}).
 */
final class ModelNames {

    /** What is longer is no name of a model, and not worth the search. */
    private static final int MAX_CHARS = 300;

    private static final Pattern BEDROCK_VENDOR = Pattern.compile("^(?:[a-z-]{2,12}\\.)?anthropic\\.");
    private static final Pattern BEDROCK_VERSION = Pattern.compile("-v\\d{1,2}(?::\\d{1,2})?$");
    private static final Pattern DATE =
            Pattern.compile("(?:[-@]\\d{8}|-\\d{4}-\\d{2}-\\d{2}|@default|-latest|-00\\d)$");

    private ModelNames() {}

    static List<String> of(String model) {
        List<String> names = new ArrayList<>(4);
        String name = model.strip().toLowerCase(Locale.ROOT);
        if (name.isEmpty() || name.length() > MAX_CHARS) {
            return names;
        }
        add(names, name);
        name = name.substring(name.lastIndexOf('/') + 1);
        add(names, name);
        name = BEDROCK_VERSION
                .matcher(BEDROCK_VENDOR.matcher(name).replaceFirst(""))
                .replaceFirst("");
        add(names, name);
        add(names, DATE.matcher(name).replaceFirst(""));
        return names;
    }

    private static void add(List<String> names, String name) {
        if (!name.isEmpty() && !names.contains(name)) {
            names.add(name);
        }
    }
}
