// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionSummary;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why an execution ended as it did, in a few words. */
final class Notes {

    private Notes() {}

    /** Its error, else why it was skipped; null where there is nothing to say. */
    static @Nullable String of(ExecutionSummary execution) {
        String type = execution.errorType();
        if (type == null && execution.errorMessage() == null) {
            return switch (execution.status()) {
                case SKIPPED -> execution.relevanceReasoning();
                case PENDING, RUNNING, LLM_REQUEST, LLM_RESPONSE -> execution.currentStage();
                default -> null;
            };
        }
        String simpleName = type == null ? null : type.substring(type.lastIndexOf('.') + 1);
        return joined(": ", simpleName, execution.errorMessage());
    }

    /** Those parts that are there. */
    static String joined(String separator, @Nullable String... parts) {
        return Stream.of(parts).filter(part -> part != null && !part.isBlank()).collect(Collectors.joining(separator));
    }
}
