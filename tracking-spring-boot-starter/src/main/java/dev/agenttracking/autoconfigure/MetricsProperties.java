// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.metrics.GenAiProfile;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Meters, in the application's registry.
 *
 * @param enabled Whether there are any.
 * @param profile Whose names those of calls of models have: otel-1.41, otel-genai-dev (in development, names change), spring-ai
 *     (for what Spring AI does not measure itself), or none.
 * @param histograms Whether timers and summaries have buckets, those of OpenTelemetry's conventions; without them there are count,
 *     sum and maximum.
 * @param maxTagValues How many values a tag may have (agents, methods, stages, models, errors); all further ones are "other".
 */
@ConfigurationProperties("tracking.metrics")
public record MetricsProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("otel-1.41") GenAiProfile profile,
        @DefaultValue("true") boolean histograms,
        @DefaultValue("100") int maxTagValues) {

    private static final int MOST_VALUES = 10_000;

    /** Refuses limits that make no sense. */
    public MetricsProperties {
        if (maxTagValues < 1 || maxTagValues > MOST_VALUES) {
            throw new InvalidConfigurationPropertyValueException(
                    "tracking.metrics.max-tag-values",
                    maxTagValues,
                    "It takes a number from 1 to " + MOST_VALUES + ".");
        }
    }
}
