// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionFilter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers and moments as people read them, the same in every locale. */
final class Figures {

    static final String NONE = "–";

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS 'UTC'", Locale.ROOT);
    private static final int CENT_DIGITS = 2;
    private static final int MAX_DAYS_AGO = 30;

    private Figures() {}

    static String millis(@Nullable Double millis) {
        if (millis == null) {
            return NONE;
        }
        if (millis < 10) {
            return String.format(Locale.ROOT, "%.1f ms", millis);
        }
        if (millis < 1_000) {
            return String.format(Locale.ROOT, "%.0f ms", millis);
        }
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1_000);
        }
        Duration duration = Duration.ofMillis(Math.round(millis));
        return duration.toHours() == 0
                ? units(duration.toMinutes(), "min", duration.toSecondsPart(), "s")
                : units(duration.toHours(), "h", duration.toMinutesPart(), "min");
    }

    private static String units(long count, String unit, int rest, String smallerUnit) {
        return count + " " + unit + (rest == 0 ? "" : " " + rest + " " + smallerUnit);
    }

    static String count(@Nullable Long count) {
        return count == null ? NONE : String.format(Locale.ROOT, "%,d", count);
    }

    static String score(@Nullable Double score) {
        return score == null ? NONE : String.format(Locale.ROOT, "%.2f", score);
    }

    /** In dollars; amounts under a cent with their first two digits. */
    static String cost(@Nullable BigDecimal usd) {
        if (usd == null) {
            return NONE;
        }
        boolean small = usd.signum() != 0 && usd.abs().compareTo(new BigDecimal("0.01")) < 0;
        BigDecimal rounded =
                small ? usd.round(new MathContext(CENT_DIGITS)) : usd.setScale(CENT_DIGITS, RoundingMode.HALF_UP);
        return "$" + rounded.toPlainString();
    }

    /** " since" the begin of a filter, and " until" its end if it has one. */
    static String span(ExecutionFilter filter) {
        return " since " + moment(filter.from()) + (filter.to() == null ? "" : " until " + moment(filter.to()));
    }

    /** A part of a whole. */
    static String percent(@Nullable Double part) {
        return part == null ? NONE : String.format(Locale.ROOT, "%.1f %%", part * 100);
    }

    /** How long before now; of what is more than a month ago, the day. */
    static String ago(Instant moment, Instant now) {
        Duration age = Duration.between(moment, now);
        if (age.toSeconds() < 1) {
            return "just now";
        }
        if (age.toMinutes() < 1) {
            return age.toSeconds() + " s ago";
        }
        if (age.toHours() < 1) {
            return age.toMinutes() + " min ago";
        }
        if (age.toDays() < 1) {
            return age.toHours() + " h ago";
        }
        return age.toDays() > MAX_DAYS_AGO
                ? moment.atOffset(ZoneOffset.UTC).toLocalDate().toString()
                : age.toDays() + (age.toDays() == 1 ? " day ago" : " days ago");
    }

    static @Nullable String moment(@Nullable Instant moment) {
        return moment == null ? null : MOMENT.format(moment.atOffset(ZoneOffset.UTC));
    }
}
