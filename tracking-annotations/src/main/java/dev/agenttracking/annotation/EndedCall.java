// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An execution that has ended, as {@link ValidationHooks} see it. Not for others to implement: it may get further methods. */
public interface EndedCall {

    /** The execution's id. */
    UUID id();

    /** The agent's name. */
    String agent();

    /** The method's name in the record. */
    String method();

    /** How it ended. */
    ExecutionStatus status();

    /** The vault, null for none. */
    @Nullable
    String vaultId();

    /** The conversation, null for none. */
    @Nullable
    String conversationId();

    /** The user, null for none. */
    @Nullable
    String userId();

    /** The labels of the method. */
    List<String> tags();

    /** The names of the stages that it ran, in the order in which they began, inner ones included. */
    List<String> stages();

    /** How many calls of a model were recorded, those of executions that it called not included. */
    int llmCalls();

    /** How many sources it cited. */
    int citations();

    /** How long it took. */
    Duration duration();

    /** What it threw, null where it returned. */
    @Nullable
    Throwable failure();
}
