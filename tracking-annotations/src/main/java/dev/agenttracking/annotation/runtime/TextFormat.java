// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation.runtime;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.function.Consumer;

/** What JSON text must look like where Java has more than text: the ISO forms, without regard to a mapper's settings. */
public enum TextFormat {
    /** A point in time. */
    INSTANT("a time such as 2026-01-31T12:00:00Z", Instant::parse),
    /** A date. */
    LOCAL_DATE("a date such as 2026-01-31", LocalDate::parse),
    /** A time of day. */
    LOCAL_TIME("a time of day such as 12:00:00", LocalTime::parse),
    /** A date with a time of day. */
    LOCAL_DATE_TIME("a date with time such as 2026-01-31T12:00:00", LocalDateTime::parse),
    /** A date with a time of day and an offset. */
    OFFSET_DATE_TIME("a date with time and offset such as 2026-01-31T12:00:00+01:00", OffsetDateTime::parse),
    /** A time of day with an offset. */
    OFFSET_TIME("a time of day with offset such as 12:00:00+01:00", OffsetTime::parse),
    /** A date with a time of day and a zone. */
    ZONED_DATE_TIME("a date with time and zone such as 2026-01-31T12:00:00+01:00[Europe/Paris]", ZonedDateTime::parse),
    /** A month of a year. */
    YEAR_MONTH("a month such as 2026-01", YearMonth::parse),
    /** A day of any year. */
    MONTH_DAY("a day of the year such as --01-31", MonthDay::parse),
    /** A length of time. */
    DURATION("a duration such as PT30S", Duration::parse),
    /** A number of years, months and days. */
    PERIOD("a period such as P1Y2M3D", Period::parse),
    /** A time zone or an offset. */
    ZONE_ID("a time zone such as Europe/Paris", ZoneId::of),
    /** A UUID in its usual form. */
    UUID("a UUID such as 00000000-0000-7000-8000-000000000000", TextFormat::requireUuid),
    /** A URI, absolute or not. */
    URI("a URI", java.net.URI::create),
    /** One {@code char}. */
    CHARACTER("one character", TextFormat::requireCharacter);

    private static final int UUID_LENGTH = 36;

    private final String description;
    private final Consumer<String> parser;

    TextFormat(String description, Consumer<String> parser) {
        this.description = description;
        this.parser = parser;
    }

    String description() {
        return description;
    }

    boolean fits(String text) {
        try {
            parser.accept(text);
            return true;
        } catch (DateTimeException | IllegalArgumentException | ArithmeticException e) {
            return false;
        }
    }

    /** {@code UUID.fromString} takes shorter and longer parts, too. */
    private static void requireUuid(String text) {
        if (text.length() != UUID_LENGTH
                || !java.util.UUID.fromString(text).toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException();
        }
    }

    private static void requireCharacter(String text) {
        if (text.length() != 1) {
            throw new IllegalArgumentException();
        }
    }
}
