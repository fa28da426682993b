// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

/** The database has no tables of the tracker, or not in the schema that was looked at. */
public final class NoTrackingTablesException extends AnalyticsException {

    private static final long serialVersionUID = 1L;

    NoTrackingTablesException(Throwable cause) {
        super("The database has no tracking tables", cause);
    }
}
