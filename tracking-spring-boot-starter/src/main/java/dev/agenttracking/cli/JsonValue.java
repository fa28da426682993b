// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ToolInvocation;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Stored JSON as people read it. */
final class JsonValue {

    private JsonValue() {}

    /** A text as it is, other JSON in its own form, nothing for null. */
    static String text(@Nullable JsonNode value) {
        if (value == null || value.isNull() || value.isMissingNode()) {
            return "";
        }
        return value.isString() ? value.stringValue() : value.toString();
    }

    /** A call of a tool in a line, without its result. */
    static String of(ToolInvocation tool) {
        return Notes.joined(
                "  ",
                tool.toolName() + text(tool.arguments()),
                tool.durationMillis() == null ? "not ended" : Figures.millis(tool.durationMillis()),
                Notes.joined(": ", tool.errorType(), tool.errorMessage()));
    }
}
