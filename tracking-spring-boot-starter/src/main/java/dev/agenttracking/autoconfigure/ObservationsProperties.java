// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.metrics.GenAiProfile;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Observations of Micrometer, such as tracers show them.
 *
 * @param enabled Whether executions, stages and calls of models are observations: auto (where somebody listens who does not only
 *     make meters of them), true (where anybody listens) or false.
 * @param profile Whose names their attributes have: otel-1.41, otel-genai-dev (in development, names change) or spring-ai.
 */
@ConfigurationProperties("tracking.observations")
public record ObservationsProperties(
        @DefaultValue("auto") Enabled enabled,
        @DefaultValue("otel-1.41") GenAiProfile profile) {

    /** When calls are observed. */
    public enum Enabled {
        /** Where somebody listens who does not only make meters of them. */
        AUTO,
        /** Where anybody listens. */
        TRUE,
        /** Never. */
        FALSE
    }
}
