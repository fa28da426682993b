// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

/** A day in UTC as a range of ids: a UUIDv7 begins with the milliseconds since 1970. */
record StoredDay(LocalDate date) {

    static StoredDay of(Instant moment) {
        return new StoredDay(LocalDate.ofInstant(moment, ZoneOffset.UTC));
    }

    StoredDay plus(int days) {
        return new StoredDay(date.plusDays(days));
    }

    Instant begin() {
        return date.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** The least id of the day. */
    UUID from() {
        return firstId(begin());
    }

    /** The least id of the day after. */
    UUID to() {
        return plus(1).from();
    }

    /** What the day's partition of a table is called. */
    String partitionOf(String table) {
        return table + "_p" + date.format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    /** The least id of a millisecond. */
    static UUID firstId(Instant moment) {
        return new UUID(Math.max(0, moment.toEpochMilli()) << 16, 0);
    }

    @Override
    public String toString() {
        return date.toString();
    }
}
