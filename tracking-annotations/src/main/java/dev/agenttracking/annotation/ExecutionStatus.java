// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation;

import java.util.Locale;

/** Where an execution stands. Stored as the lower-case name. */
public enum ExecutionStatus {
    /** Known, not begun. */
    PENDING(false),
    /** Under way. */
    RUNNING(false),
    /** Waiting for a model's answer. */
    LLM_REQUEST(false),
    /** A model has answered, the execution goes on. */
    LLM_RESPONSE(false),
    /** Ended with a result. */
    SUCCESS(true),
    /** Ended with an exception. */
    FAILED(true),
    /** Ended by a time limit, its own or one of what it called. */
    TIMEOUT(true),
    /** The agent decided not to answer. */
    SKIPPED(true),
    /** The caller gave up before the end. */
    CANCELLED(true),
    /** The process died before the end. */
    ABANDONED(true);

    private final String storedName = name().toLowerCase(Locale.ROOT);
    private final boolean terminal;

    ExecutionStatus(boolean terminal) {
        this.terminal = terminal;
    }

    /** The lower-case name under which this status is stored, for example {@code llm_request}. */
    public String storedName() {
        return storedName;
    }

    /** Whether the execution is over. */
    public boolean isTerminal() {
        return terminal;
    }
}
