// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test;

import dev.agenttracking.analytics.ExecutionReport;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A violation as it is stored in {@code execution_metadata}.
 *
 * @param kind for example {@code missing_stage}
 */
record StoredViolation(String kind, String message) {

    static List<StoredViolation> of(ExecutionReport report) {
        List<StoredViolation> violations = new ArrayList<>();
        JsonNode metadata = report.execution().executionMetadata();
        if (metadata != null) {
            metadata.path("violations")
                    .forEach(violation -> violations.add(new StoredViolation(
                            violation.path("kind").asString(),
                            violation.path("message").asString())));
        }
        return violations;
    }

    @Override
    public String toString() {
        return kind + ": " + message;
    }
}
