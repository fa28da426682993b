// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import org.jspecify.annotations.Nullable;

/** A question has no answer, because the database cannot be reached, takes too long, or fails, or because nothing is kept. */
public class AnalyticsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A question without an answer. */
    public AnalyticsException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
