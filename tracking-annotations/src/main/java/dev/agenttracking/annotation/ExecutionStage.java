// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation;

import java.util.Locale;

/** The kinds of step that an agent's execution is made of, in their usual order. */
public enum ExecutionStage {
    /** Set-up of the execution. */
    INIT,
    /** The decision whether this agent answers at all. */
    SHOULD_RESPOND,
    /** Preparation of the input: look-ups, cleaning. */
    PRE_PROCESS,
    /** Building of the prompt. */
    LLM_PREPARE,
    /** The call of the model. */
    LLM_CALL,
    /** Reading of the model's answer. */
    LLM_PARSE,
    /** Work on the result. */
    POST_PROCESS,
    /** The end of a successful execution. */
    COMPLETE;

    private final String storedName = name().toLowerCase(Locale.ROOT);

    /** The lower-case name under which this kind is stored, for example {@code pre_process}. */
    public String storedName() {
        return storedName;
    }
}
