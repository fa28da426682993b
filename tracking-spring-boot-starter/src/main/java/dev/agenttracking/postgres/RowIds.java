// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.execution.Execution;
import java.util.concurrent.TimeUnit;

/**
 * Ids of rows that belong to an execution: UUIDv7 like its own, and the same again when the same row is written again.
 *
 * <p><b>Source</b>: the mixing step is SplitMix64's (Steele, Lea and Flood, 2014).
 */
final class RowIds {

    /** In place of a position, for the row about the call of an execution. */
    static final int CALL = -1;

    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

    private RowIds() {}

    static long high(long epochMicros, int position) {
        return TimeUnit.MICROSECONDS.toMillis(epochMicros) << 16 | VERSION_7 | (position & 0xFFFL);
    }

    static long low(Execution execution, int position) {
        long mixed = execution.idHigh() * GOLDEN_GAMMA + execution.idLow() + (position + 1L) * GOLDEN_GAMMA;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
        return (mixed ^ mixed >>> 31) >>> 2 | VARIANT;
    }
}
