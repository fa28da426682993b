// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.database;

/** The demo's own database can be neither started nor shared. The message is one line, and {@link #remedy()} another. */
public final class DatabaseUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    DatabaseUnavailableException(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    DatabaseUnavailableException(String message, String remedy, Throwable cause) {
        super(message, cause);
        this.remedy = remedy;
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }
}
