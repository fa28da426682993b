// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** This moment by the clock that is behind: a host whose clock is ahead by a month must not take a month for expired. */
final class Earlier {

    private Earlier() {}

    static Instant of(MaintenanceSession session, Instant now) throws SQLException {
        OffsetDateTime there = session.value(OffsetDateTime.class, "select clock_timestamp()");
        return there == null || there.toInstant().isAfter(now) ? now : there.toInstant();
    }
}
