// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.alerts;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON of an alert: {@code {"rule", "state": "firing|resolved", "condition", "agent", "value", "threshold", "windowMillis",
 * "since", "at", "message", "serviceName", "instanceId"}}; times in ISO 8601, UTC.
 *
 * @param serviceName the application, null where it has no name
 * @param instanceId this process, null where it has none
 */
public record AlertPayload(
        @Nullable String serviceName, @Nullable String instanceId) {

    String of(AlertEvent event) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("rule", event.rule());
        json.put("state", event.state().text());
        json.put("condition", event.condition().text());
        json.put("agent", event.agent());
        json.put("value", event.value());
        json.put("threshold", event.threshold());
        json.put("windowMillis", event.window().toMillis());
        json.put("since", event.since().toString());
        json.put("at", event.at().toString());
        json.put("message", event.message());
        json.put("serviceName", serviceName);
        json.put("instanceId", instanceId);
        return JsonMapper.shared().writeValueAsString(json);
    }
}
