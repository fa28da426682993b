// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import org.springframework.core.env.Environment;

/**
 * Whether this start of the application tracks. Asked at run time, since ahead-of-time processing freezes conditions when the
 * application is built.
 */
public final class TrackingEnabled {

    private TrackingEnabled() {}

    /** Whether {@code tracking.enabled} says so, or nothing. */
    public static boolean in(Environment environment) {
        return environment.getProperty("tracking.enabled", Boolean.class, true);
    }
}
