// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guide;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands in {@code docs/guide.md}: blocks of a language, by section. */
final class GuidePage {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");

    private final String text;

    GuidePage() {
        try {
            text = Files.readString(Path.of("..", "docs", "guide.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The blocks of a language under a heading, to the next one of any level. */
    List<String> blocks(String heading, String language) {
        Matcher section = Pattern.compile("(?ms)^#+ " + Pattern.quote(heading) + "\\n(.*?)(?=^#|\\z)")
                .matcher(text);
        if (!section.find()) {
            throw new AssertionError("docs/guide.md has no section " + heading);
        }
        List<String> blocks = blocks(section.group(1), BLOCK, language);
        if (blocks.isEmpty()) {
            throw new AssertionError("The section " + heading + " has no " + language);
        }
        return blocks;
    }

    /** All blocks of a language. */
    List<String> blocks(String language) {
        return blocks(text, BLOCK, language);
    }

    private static List<String> blocks(String text, Pattern pattern, String language) {
        List<String> blocks = new ArrayList<>();
        Matcher block = pattern.matcher(text);
        while (block.find()) {
            if (block.group(1).equals(language)) {
                blocks.add(block.group(2));
            }
        }
        return blocks;
    }
}
