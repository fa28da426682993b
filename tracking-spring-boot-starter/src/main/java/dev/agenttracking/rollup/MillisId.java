// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import java.time.Instant;
import java.util.UUID;

/** Ids are UUIDv7: they begin with the milliseconds since 1970. */
final class MillisId {

    private MillisId() {}

    /** The least of a millisecond. */
    static UUID first(Instant moment) {
        return new UUID(Math.max(0, moment.toEpochMilli()) << 16, 0);
    }

    static Instant timeOf(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }
}
