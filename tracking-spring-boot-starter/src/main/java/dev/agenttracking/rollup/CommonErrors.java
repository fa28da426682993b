// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** Counted classes of exceptions as {@code [{"error_type", "count"}]}, the most frequent first. */
final class CommonErrors {

    /** Of a window; a sum of windows in which more occurred may lack some. */
    static final int KEPT = 50;

    private static final JsonMapper JSON = new JsonMapper();

    private CommonErrors() {}

    static void read(@Nullable String json, Map<String, Long> counts) {
        if (json != null) {
            for (JsonNode error : JSON.readTree(json)) {
                counts.merge(
                        error.path("error_type").stringValue(),
                        error.path("count").longValue(),
                        Long::sum);
            }
        }
    }

    static JsonNode write(Map<String, Long> counts) {
        ArrayNode errors = JSON.createArrayNode();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
                .limit(KEPT)
                .forEach(error ->
                        errors.addObject().put("error_type", error.getKey()).put("count", error.getValue()));
        return errors;
    }
}
