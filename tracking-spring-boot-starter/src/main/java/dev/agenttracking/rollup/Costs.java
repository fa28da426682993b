// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Sums of costs of which some are not known. */
final class Costs {

    private Costs() {}

    /** Null where neither is known. */
    static @Nullable BigDecimal sum(@Nullable BigDecimal a, @Nullable BigDecimal b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.add(b);
    }
}
