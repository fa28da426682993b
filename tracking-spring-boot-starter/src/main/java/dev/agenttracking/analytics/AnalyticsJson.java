// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/**
 * The JSON of the records in this package: camel case, moments in ISO 8601 and UTC, enums in lower case, members in the order of
 * the records. A mapper of its own, so that the application's settings do not change it.
 */
public final class AnalyticsJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();
    private static final ObjectWriter LINE_WRITER = MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT);

    private AnalyticsJson() {}

    /** One document, in several lines. */
    public static String write(Object answer) {
        return MAPPER.writeValueAsString(answer);
    }

    /** The same document in one line. */
    public static String writeLine(Object answer) {
        return LINE_WRITER.writeValueAsString(answer);
    }

    /** The same as a tree of its own, which may be changed. */
    public static JsonNode tree(Object answer) {
        return MAPPER.valueToTree(answer);
    }

    /** What is stored; what is nested too deep to be read becomes a text. */
    static @Nullable JsonNode read(@Nullable String json) {
        if (json == null) {
            return null;
        }
        try {
            return MAPPER.readTree(json);
        } catch (JacksonException e) {
            return StringNode.valueOf(json);
        }
    }
}
