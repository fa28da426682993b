// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a moment in ISO 8601: with an offset, else in UTC as all moments are shown; a day is its midnight. */
final class MomentConverter implements ITypeConverter<Instant> {

    private static final int LAST_YEAR = 9999;

    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd['T'HH:mm[:ss[.SSSSSS][.SSS]][XXX]]", Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    @Override
    public Instant convert(String text) {
        try {
            TemporalAccessor moment =
                    FORM.parseBest(text.strip(), OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
            if (moment.get(ChronoField.YEAR) < 1 || moment.get(ChronoField.YEAR) > LAST_YEAR) {
                throw new DateTimeException("There are no executions of such a year");
            }
            if (moment instanceof OffsetDateTime withOffset) {
                return withOffset.toInstant();
            }
            LocalDateTime inUtc = moment instanceof LocalDateTime local
                    ? local
                    : LocalDate.from(moment).atStartOfDay();
            return inUtc.toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new TypeConversionException(
                    "'" + text + "' is no moment such as 2026-11-30, 2026-11-30T14:00 or 2026-11-30T14:00:00Z");
        }
    }
}
