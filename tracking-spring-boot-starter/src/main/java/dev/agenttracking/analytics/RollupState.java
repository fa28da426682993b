// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the sums over hours and days have come. Questions about long times read these, and executions for what is not in them.
 *
 * @param oldest when the oldest execution began that is stored; null where there is none
 * @param reached executions that began before this are in the sums; null where nothing has been summed up yet
 * @param due up to where they could be by now: hours that have been over for a quarter of an hour
 */
public record RollupState(
        @Nullable Instant oldest, @Nullable Instant reached, Instant due) {

    /** Which part of the time from the oldest execution on is done, 0 to 1. */
    public double part() {
        if (oldest == null || !oldest.isBefore(due)) {
            return 1;
        }
        if (reached == null || reached.isBefore(oldest)) {
            return 0;
        }
        double all = Duration.between(oldest, due).toMillis();
        return Math.min(1, Duration.between(oldest, reached).toMillis() / all);
    }
}
