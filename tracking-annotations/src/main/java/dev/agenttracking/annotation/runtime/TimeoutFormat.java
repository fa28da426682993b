// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation.runtime;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of {@code @TrackExecution(timeout)}, read by the processor and, for classes compiled without it, at run time. */
public final class TimeoutFormat {

    private static final Pattern SIMPLE = Pattern.compile("(\\d{1,12})(ns|us|ms|s|m|h|d)");

    private TimeoutFormat() {}

    /**
     * Reads {@code "30s"} (units {@code ns, us, ms, s, m, h, d}) or ISO-8601 ({@code "PT30S"}).
     *
     * @return nanoseconds; 0, no limit, for the empty text
     * @throws IllegalArgumentException where the text is neither, or not above zero, or over 292 years
     */
    public static long parseNanos(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        try {
            long nanos = parse(text).toNanos();
            if (nanos > 0) {
                return nanos;
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            throw new IllegalArgumentException(explanation(text), e);
        }
        throw new IllegalArgumentException(explanation(text));
    }

    private static Duration parse(String text) {
        Matcher simple = SIMPLE.matcher(text);
        if (!simple.matches()) {
            return Duration.parse(text);
        }
        long amount = Long.parseLong(simple.group(1));
        return switch (simple.group(2)) {
            case "ns" -> Duration.ofNanos(amount);
            case "us" -> Duration.ofNanos(Math.multiplyExact(amount, 1_000L));
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static String explanation(String text) {
        return "timeout \"" + text + "\" is no positive duration such as \"500ms\", \"30s\", \"5m\" or \"PT30S\"";
    }
}
