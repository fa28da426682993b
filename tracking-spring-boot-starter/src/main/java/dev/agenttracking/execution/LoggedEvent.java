// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import org.jspecify.annotations.Nullable;

/** Something that an agent reported while it ran. */
public final class LoggedEvent extends LogEntry {

    private final String level;
    private final String message;
    private final @Nullable Object data;

    LoggedEvent(@Nullable StageRun parent, long startNanos, String level, String message, @Nullable Object data) {
        super(parent, startNanos);
        this.level = level;
        this.message = message;
        this.data = data;
    }

    /** How serious it is, for example {@code INFO}. */
    public String level() {
        return level;
    }

    /** What happened. */
    public String message() {
        return message;
    }

    /** A snapshot of what belongs to it, null for nothing. */
    public @Nullable Object data() {
        return data;
    }
}
