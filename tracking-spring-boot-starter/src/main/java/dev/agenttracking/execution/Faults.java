// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the tracker's own errors end, so that none reaches the application: the first is logged with its stack, the later ones
 * at debug level, all are counted.
 *
 * <p><b>Threading</b>: thread-safe.
 */
public final class Faults {

    private static final Logger log = LoggerFactory.getLogger("dev.agenttracking");

    private final LongAdder count = new LongAdder();
    private final AtomicBoolean reported = new AtomicBoolean();

    /** Takes an error of the tracker's own. Never throws. */
    public void swallow(String doing, Throwable fault) {
        try {
            count.increment();
            if (reported.compareAndSet(false, true)) {
                log.warn(
                        "Tracking failed while {}; the application is not affected, the record may be incomplete."
                                + " Further failures are logged at debug level.",
                        doing,
                        fault);
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
}
