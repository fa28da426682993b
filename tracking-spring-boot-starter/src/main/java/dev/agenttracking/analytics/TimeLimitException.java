// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

/** A statement took the database longer than it may; what says so outside of this package is about the usual ten seconds. */
public final class TimeLimitException extends AnalyticsException {

    private static final long serialVersionUID = 1L;

    /** An answer that takes too long. */
    public TimeLimitException(Throwable cause) {
        super("The answer took the database longer than ten seconds", cause);
    }
}
