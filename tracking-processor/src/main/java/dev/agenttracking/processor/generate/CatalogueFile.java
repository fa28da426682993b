// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.generate;

import dev.agenttracking.processor.model.CatalogueEntry;
import java.util.Map;
import java.util.TreeMap;

/**
 * A catalogue entry as a properties file: keys sorted, characters outside ASCII escaped, no date, so that the same class gives
 * the same bytes. {@code methods} and {@code stages} are separated by commas; {@code line} is empty where unknown.
 */
public final class CatalogueFile {

    private CatalogueFile() {}

    /** The file's path among the class files. */
    public static String path(CatalogueEntry entry) {
        return "META-INF/agent-tracking/" + entry.className() + ".properties";
    }

    /** The file's text, ASCII only. */
    public static String content(CatalogueEntry entry) {
        int line = entry.source().line();
        Map<String, String> properties = new TreeMap<>(Map.of(
                "class", entry.className(),
                "agent", entry.agent(),
                "tracked", entry.tracked(),
                "methods", String.join(",", entry.methods()),
                "stages", String.join(",", entry.stages()),
                "source", entry.source().file(),
                "line", line == 0 ? "" : Integer.toString(line)));
        StringBuilder text = new StringBuilder();
        properties.forEach((key, value) ->
                text.append(key).append('=').append(escaped(value)).append('\n'));
        return text.toString();
    }

    private static String escaped(String value) {
        StringBuilder text = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' || (c == ' ' && i == 0)) {
                text.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                text.append("\\u%04X".formatted((int) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
