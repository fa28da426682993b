// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.alerts;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A rule of {@code tracking.alerts.rules} fires, or is resolved. Published as an application event, once each, on a thread of this
 * library's: a listener may take its time.
 *
 * @param rule its name
 * @param state whether it fires or is resolved
 * @param condition what it looks at, which says the unit of value and threshold
 * @param agent the agent it is about, null for all together, or where it is about no agent
 * @param value what was found; null where there is too little to say, which resolves
 * @param threshold what the settings say
 * @param window how far back it looked
 * @param since when it began to fire
 * @param at when this was found
 * @param message the same in one sentence
 */
public record AlertEvent(
        String rule,
        State state,
        AlertCondition condition,
        @Nullable String agent,
        @Nullable Double value,
        double threshold,
        Duration window,
        Instant since,
        Instant at,
        String message) {

    /** What happened. */
    public enum State {
        /** It is broken. */
        FIRING,
        /** It no longer is. */
        RESOLVED;

        /** The name in JSON and logs. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
