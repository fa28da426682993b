// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import dev.agenttracking.execution.Faults;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what fails before, while and after the application's beans are made; the bean that counts it is asked for only then. */
final class LateFaults {

    private static final Logger log = LoggerFactory.getLogger(LateFaults.class);

    private final Supplier<Faults> faults;

    LateFaults(Supplier<Faults> faults) {
        this.faults = faults;
    }

    /** As {@link Faults#swallow}. */
    void swallow(String doing, Throwable fault) {
        try {
            faults.get().swallow(doing, fault);
        } catch (Throwable unavailable) {
            log.debug("Tracking failed while {}, and nobody counts it", doing, unavailable);
        }
    }
}
