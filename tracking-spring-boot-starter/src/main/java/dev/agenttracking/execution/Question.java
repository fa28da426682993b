// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import dev.agenttracking.annotation.runtime.TrackedMethod;
import org.jspecify.annotations.Nullable;

/**
 * A {@code SHOULD_RESPOND} stage called outside an execution of its agent: somebody asks whether the agent wants to answer. What
 * becomes of it shows with the answer.
 */
final class Question {

    private final TrackedMethod method;
    private final AgentPolicy policy;
    private final @Nullable Execution asker;
    private final @Nullable Question outer;
    private final long startNanos;
    private @Nullable Object @Nullable [] arguments;
    private @Nullable Verdict verdict;

    Question(
            TrackedMethod method,
            AgentPolicy policy,
            @Nullable Execution asker,
            @Nullable Question outer,
            long startNanos) {
        this.method = method;
        this.policy = policy;
        this.asker = asker;
        this.outer = outer;
        this.startNanos = startNanos;
    }

    TrackedMethod method() {
        return method;
    }

    AgentPolicy policy() {
        return policy;
    }

    /** The execution that asks, null where none does. */
    @Nullable
    Execution asker() {
        return asker;
    }

    /** The same, or its caller where it is not recorded itself. */
    @Nullable
    Execution recordedAsker() {
        return asker == null || asker.isRecorded() ? asker : asker.parent();
    }

    /** The question within which this one was put, null for none. */
    @Nullable
    Question outer() {
        return outer;
    }

    /** What the agent said of itself while it was asked. */
    @Nullable
    Verdict verdict() {
        return verdict;
    }

    void verdict(Verdict given) {
        verdict = given;
    }

    long startNanos() {
        return startNanos;
    }

    @Nullable
    Object @Nullable [] arguments() {
        return arguments;
    }

    void arguments(@Nullable Object[] given) {
        arguments = given;
    }

    /** The answer as the asker's decision. */
    CandidateDecision decision(Verdict verdict, long nanos) {
        return new CandidateDecision(
                method.agent(),
                verdict.score(),
                Double.NaN,
                null,
                verdict.respond(),
                verdict.respond() ? "accepted" : "declined",
                verdict.reasoning(),
                nanos);
    }
}
