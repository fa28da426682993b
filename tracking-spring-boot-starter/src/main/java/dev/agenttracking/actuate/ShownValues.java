// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.actuate;

import dev.agenttracking.analytics.AgentDiagnosis;
import dev.agenttracking.analytics.AnalyticsJson;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.StringNode;

/**
 * Hides what people, models, tools and exceptions said from those to whom it is not shown, as {@value
 * SanitizableData#SANITIZED_VALUE}; all else is fact and stays. What is shown goes through the application's {@link
 * SanitizingFunction}s, each value with its path as key, for example {@code inputData.password}.
 *
 * <p><b>Threading</b>: thread-safe.
 */
public final class ShownValues {

    /** The members of analytics records that are content, the same that retention takes from the tables. */
    static final Set<String> CONTENT = Set.of(
            "inputData",
            "outputData",
            "llmRequest",
            "llmResponse",
            "responseValidationErrors",
            "responseWarnings",
            "errorMessage",
            "errorTraceback",
            "relevanceReasoning",
            "executionMetadata",
            "message",
            "data",
            "arguments",
            "result",
            "explanation",
            "quote",
            "reason",
            "callReason");

    private final Show show;
    private final Set<String> roles;
    private final Sanitizer sanitizer;

    /**
     * Shows values as settings say.
     *
     * @param roles one of these makes a user authorized; where there are none, each user is
     * @param functions in the order in which they are asked
     */
    public ShownValues(Show show, Set<String> roles, List<SanitizingFunction> functions) {
        this.show = show;
        this.roles = Set.copyOf(roles);
        this.sanitizer = new Sanitizer(functions);
    }

    /** The JSON of executions as the one who asks may see it. */
    JsonNode of(Object executions, SecurityContext asking) {
        JsonNode json = AnalyticsJson.tree(executions);
        hideContent(json, show.isShown(asking, roles));
        return json;
    }

    /** A diagnosis as the one who asks may see it. */
    AgentDiagnosis of(AgentDiagnosis diagnosis, SecurityContext asking) {
        boolean shown = show.isShown(asking, roles);
        return diagnosis.withReasons(reason -> sanitized("outcomes.reason", reason, shown));
    }

    private void hideContent(JsonNode json, boolean shown) {
        if (json.isArray()) {
            json.forEach(element -> hideContent(element, shown));
        }
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            if (CONTENT.contains(member.getKey())) {
                member.setValue(sanitized(member.getKey(), member.getValue(), shown));
            } else {
                hideContent(member.getValue(), shown);
            }
        }
    }

    /** Of a list it stays visible how many there are. */
    private JsonNode sanitized(String key, JsonNode value, boolean shown) {
        if (value.isNull()) {
            return value;
        }
        if (value instanceof ArrayNode elements) {
            for (int i = 0; i < elements.size(); i++) {
                elements.set(i, sanitized(key, elements.get(i), shown));
            }
            return elements;
        }
        if (value.isObject() && shown) {
            value.properties()
                    .forEach(
                            member -> member.setValue(sanitized(key + "." + member.getKey(), member.getValue(), true)));
            return value;
        }
        String text = value.isString() ? value.asString() : value.toString();
        String told = sanitized(key, text, shown);
        return told.equals(text) ? value : StringNode.valueOf(told);
    }

    private String sanitized(String key, String text, boolean shown) {
        return String.valueOf(sanitizer.sanitize(new SanitizableData(null, key, text), shown));
    }
}
