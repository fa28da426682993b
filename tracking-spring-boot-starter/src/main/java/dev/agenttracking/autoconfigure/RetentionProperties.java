// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.postgres.Retention;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * How long what is stored in PostgreSQL stays.
 *
 * @param executions After so long the executions of a day (in UTC) are dropped, with all that belongs to them; at least 1d.
 *     Default: never.
 * @param payloads After so long the content of an execution goes: arguments, results, prompts, answers, messages, reasons, dead letters.
 *     Times, tokens, costs, scores and outcomes stay. At least 1h, and not longer than executions. Default: never.
 */
@ConfigurationProperties("tracking.retention")
public record RetentionProperties(
        @Nullable Duration executions, @Nullable Duration payloads) {

    private static final Duration MOST = Duration.ofDays(36_500);

    /** Refuses times that make no sense. */
    public RetentionProperties {
        require("tracking.retention.executions", executions, Duration.ofDays(1), "1d");
        require("tracking.retention.payloads", payloads, Duration.ofHours(1), "1h");
        if (executions != null && payloads != null && payloads.compareTo(executions) > 0) {
            throw new InvalidConfigurationPropertyValueException(
                    "tracking.retention.payloads",
                    payloads,
                    "It takes no more than tracking.retention.executions, which is " + executions
                            + ": content cannot stay longer than its execution.");
        }
    }

    Retention retention() {
        return new Retention(executions, payloads);
    }

    private static void require(String name, @Nullable Duration value, Duration least, String leastText) {
        if (value != null && (value.compareTo(least) < 0 || value.compareTo(MOST) > 0)) {
            throw new InvalidConfigurationPropertyValueException(
                    name, value, "It takes a duration from " + leastText + " to 36500d.");
        }
    }
}
