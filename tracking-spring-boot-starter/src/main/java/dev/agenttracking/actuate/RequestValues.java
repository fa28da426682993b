// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.actuate;

import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.annotation.ExecutionStatus;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads what stands in requests. An empty value counts as none.
 *
 * <p><b>Failure</b>: {@link MalformedRequestException}.
 */
final class RequestValues {

    /** How far back answers go that would look at all executions. */
    private static final Duration DEFAULT_SPAN = Duration.ofHours(24);

    private static final int LAST_YEAR = 9999;

    private RequestValues() {}

    static @Nullable String text(@Nullable String value) {
        return value == null || value.isBlank() ? null : value;
    }

    /** An id as it is printed; {@link UUID#fromString} alone would take much more. */
    static UUID id(String value) {
        try {
            UUID id = UUID.fromString(value);
            if (id.toString().equalsIgnoreCase(value)) {
                return id;
            }
        } catch (IllegalArgumentException none) {
            // Said below.
        }
        throw new MalformedRequestException("'" + value + "' is not an id");
    }

    static @Nullable ExecutionStatus status(@Nullable String value) {
        String name = text(value);
        if (name == null) {
            return null;
        }
        return Arrays.stream(ExecutionStatus.values())
                .filter(status -> status.storedName().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> malformed("status", name, "one of " + statuses()));
    }

    static @Nullable Instant moment(String parameter, @Nullable String value) {
        String moment = text(value);
        if (moment == null) {
            return null;
        }
        try {
            OffsetDateTime parsed = OffsetDateTime.parse(moment);
            if (parsed.getYear() >= 1 && parsed.getYear() <= LAST_YEAR) {
                return parsed.toInstant();
            }
        } catch (DateTimeException none) {
            // Said below.
        }
        throw malformed(parameter, moment, "a moment like 2026-01-31T23:59:59Z");
    }

    /** The executions of a span of time; the first end that is missing is a day before the other. */
    static ExecutionFilter within(@Nullable String from, @Nullable String to, Clock clock) {
        Instant end = moment("to", to);
        Instant begin = moment("from", from);
        Instant first = begin == null ? (end == null ? clock.instant() : end).minus(DEFAULT_SPAN) : begin;
        return ExecutionFilter.all().between(first, end);
    }

    static int limit(@Nullable String value, int otherwise) {
        String number = text(value);
        if (number == null) {
            return otherwise;
        }
        try {
            int limit = Integer.parseInt(number);
            if (limit >= 1 && limit <= ExecutionFilter.MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException none) {
            // Said below.
        }
        throw malformed("limit", number, "a number from 1 to " + ExecutionFilter.MAX_LIMIT);
    }

    static boolean flag(String parameter, @Nullable String value) {
        if ("true".equals(value) || "false".equals(value)) {
            return Boolean.parseBoolean(value);
        }
        throw malformed(parameter, value, "true or false");
    }

    private static String statuses() {
        return Arrays.stream(ExecutionStatus.values())
                .map(ExecutionStatus::storedName)
                .collect(Collectors.joining(", "));
    }

    private static MalformedRequestException malformed(String parameter, @Nullable String value, String accepted) {
        return new MalformedRequestException(
                parameter + " takes " + accepted + (value == null ? "" : ", and not '" + value + "'"));
    }
}
