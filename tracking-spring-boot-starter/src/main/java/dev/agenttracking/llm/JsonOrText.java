// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What models and tools send each other as text that is JSON: stored as what it says, so that it can be asked for in SQL. */
public final class JsonOrText {

    /** What is longer is not read, on the thread of an application. */
    private static final int MAX_CHARS = 131_072;

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private JsonOrText() {}

    /** Maps and lists where the text is a JSON object or array, else the text itself. */
    public static @Nullable Object of(@Nullable String text) {
        if (text == null || text.length() > MAX_CHARS) {
            return text;
        }
        String stripped = text.strip();
        try {
            if (stripped.startsWith("{") && stripped.endsWith("}")) {
                return MAPPER.readValue(stripped, Map.class);
            }
            if (stripped.startsWith("[") && stripped.endsWith("]")) {
                return MAPPER.readValue(stripped, List.class);
            }
        } catch (JacksonException | StackOverflowError notJson) {
            return text;
        }
        return text;
    }
}
