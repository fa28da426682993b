// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ends a command with exit code 1, one line on the error stream, and perhaps a hint. */
public final class CommandFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String hint;

    /**
     * A failure that is told to the user.
     *
     * @param message what failed, in one line
     * @param hint what to do about it, in one line
     */
    public CommandFailedException(String message, @Nullable String hint) {
        super(message);
        this.hint = hint;
    }

    static CommandFailedException noExecution(UUID id) {
        return new CommandFailedException("There is no execution " + id, null);
    }

    /** What to do about it, null where nothing is known. */
    public @Nullable String hint() {
        return hint;
    }
}
