// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.AnalyticsJson;
import java.util.Locale;

/** JSON that may be shown on a terminal: what would control it is escaped, which changes nothing of what the JSON says. */
final class JsonText {

    private JsonText() {}

    /** A document in several lines. */
    static String document(Object answer) {
        return escaped(AnalyticsJson.write(answer));
    }

    /** A document in one line. */
    static String line(Object answer) {
        return escaped(AnalyticsJson.writeLine(answer));
    }

    /** Outside of texts there are no such characters but line breaks. */
    private static String escaped(String json) {
        StringBuilder escaped = new StringBuilder(json.length());
        json.codePoints().forEach(codePoint -> {
            if (codePoint == '\n' || codePoint == '\r' || DisplayText.isHarmless(codePoint)) {
                escaped.appendCodePoint(codePoint);
            } else {
                for (char half : Character.toChars(codePoint)) {
                    escaped.append(String.format(Locale.ROOT, "\\u%04X", (int) half));
                }
            }
        });
        return escaped.toString();
    }
}
