// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the tracker's own errors end, so that none reaches the application: the first of each place is logged with its stack, the
 * later ones at debug level, all are counted.
 *
 * <p><b>Threading</b>: thread-safe.
 */
public final class Faults {

    private static final Logger log = LoggerFactory.getLogger("dev.agenttracking");

    /** Places are few; names of parameters are part of some. */
    private static final int MAX_PLACES = 1_000;

    private final LongAdder count = new LongAdder();
    private final Set<String> reported = ConcurrentHashMap.newKeySet();

    /**
     * Takes an error of the tracker's own. Never throws, unless no stack is left to be called with.
     *
     * @param doing what failed: the place, not the occasion
     */
    public void swallow(String doing, Throwable fault) {
        try {
            count.increment();
            if (Failures.unwrap(fault) instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            if (reported.size() < MAX_PLACES && reported.add(doing)) {
                warn(doing, fault);
            } else {
                log.debug("Tracking failed while {}", doing, fault);
            }
        } catch (Throwable logging) {
            // A logger that fails, or no stack left to log with: the application goes first.
        }
    }

    /** How many there were. */
    public long count() {
        return count.sum();
    }

    /** An exception whose own methods fail cannot be logged; its class can. */
    private static void warn(String doing, Throwable fault) {
        try {
            log.warn(
                    "Tracking failed while {}; the application is not affected, the record may be incomplete."
                            + " Further failures of this kind are logged at debug level.",
                    doing,
                    fault);
        } catch (Throwable unprintable) {
            log.warn(
                    "Tracking failed while {} with {}, which cannot be printed; the application is not affected, the record"
                            + " may be incomplete. Further failures of this kind are logged at debug level.",
                    doing,
                    fault.getClass().getName());
        }
    }
}
