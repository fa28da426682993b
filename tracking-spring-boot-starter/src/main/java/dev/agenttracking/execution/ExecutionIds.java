// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The two halves of a UUIDv7: 48 bits of Unix milliseconds, then 74 random bits. Random numbers here need to be different, not
 * secret, so they come from {@link ThreadLocalRandom}, at a seventh of the cost of {@link UUID#randomUUID()}.
 *
 * <p><b>Source</b>: RFC 9562, section 5.7.
 */
final class ExecutionIds {

    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private ExecutionIds() {}

    static long high(long epochMillis) {
        return epochMillis << 16 | VERSION_7 | ThreadLocalRandom.current().nextInt() & 0xFFFL;
    }

    static long low() {
        return ThreadLocalRandom.current().nextLong() >>> 2 | VARIANT;
    }
}
