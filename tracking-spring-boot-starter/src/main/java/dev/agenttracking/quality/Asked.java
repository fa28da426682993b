// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import dev.agenttracking.payload.SnapshotReader;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a stored request says of the answer that it wants: {@code {"messages": [{"role", "content"}], "options": {…}}}. */
final class Asked {

    private static final List<String> FORMATS = List.of(
            "response_format",
            "responseFormat",
            "format",
            "response_mime_type",
            "responseMimeType",
            "output_format",
            "outputFormat");

    private static final List<String> SCHEMAS =
            List.of("response_schema", "responseSchema", "outputSchema", "json_schema");

    private static final List<String> TEXTS = List.of("text", "content");

    private Asked() {}

    /** The last message of the user's, null where there is none that can be read. */
    static @Nullable String prompt(@Nullable Object request) {
        List<@Nullable Object> messages = SnapshotReader.elements(SnapshotReader.member(request, "messages"));
        for (int i = messages.size() - 1; i >= 0; i--) {
            Object message = messages.get(i);
            String role = SnapshotReader.text(SnapshotReader.member(message, "role"));
            if (role != null && role.equalsIgnoreCase("user")) {
                return textOf(SnapshotReader.member(message, "content"));
            }
        }
        return null;
    }

    /** Whether the options name JSON, or a schema, as the format. */
    static boolean isForJson(@Nullable Object request) {
        Object options = SnapshotReader.member(request, "options");
        if (options == null) {
            return false;
        }
        for (String name : FORMATS) {
            if (namesJson(SnapshotReader.member(options, name))) {
                return true;
            }
        }
        for (String name : SCHEMAS) {
            if (SnapshotReader.member(options, name) != null) {
                return true;
            }
        }
        return false;
    }

    private static boolean namesJson(@Nullable Object format) {
        if (format == null) {
            return false;
        }
        String text = SnapshotReader.text(format);
        if (text == null) {
            text = SnapshotReader.text(SnapshotReader.member(format, "type"));
        }
        return text != null && text.toLowerCase(Locale.ROOT).contains("json")
                || SnapshotReader.member(format, "properties") != null;
    }

    /** The text of a content that is one, or of its first part that has any. */
    private static @Nullable String textOf(@Nullable Object content) {
        String text = SnapshotReader.text(content);
        if (text != null) {
            return text;
        }
        for (Object part : SnapshotReader.elements(content)) {
            for (String name : TEXTS) {
                String partText = SnapshotReader.text(SnapshotReader.member(part, name));
                if (partText != null) {
                    return partText;
                }
            }
        }
        return null;
    }
}
