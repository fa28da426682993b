// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import org.jspecify.annotations.Nullable;

/** The tables are not there, or not as they must be, and somebody has to do something about it; the message says what. */
public final class SchemaException extends Exception {

    private static final long serialVersionUID = 1L;

    SchemaException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
