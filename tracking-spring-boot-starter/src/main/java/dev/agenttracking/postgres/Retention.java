// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long what is stored stays.
 *
 * @param executions after so long a day's executions go, with all that belongs to them; null for never
 * @param payloads after so long an execution's content goes, and what is counted and measured stays; null for never
 */
public record Retention(
        @Nullable Duration executions, @Nullable Duration payloads) {

    /** All of it, for ever. */
    public static final Retention FOREVER = new Retention(null, null);

    /** After so long a dead letter goes: it has the content, and is of no use without. Null for never. */
    @Nullable
    Duration deadLetters() {
        return payloads == null ? executions : payloads;
    }
}
