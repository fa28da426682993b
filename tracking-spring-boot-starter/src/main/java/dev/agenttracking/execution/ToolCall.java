// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A tool that a model had called.
 *
 * <p><b>Threading</b>: one thread begins it, any may end it, once.
 */
public final class ToolCall {

    private final String name;
    private final @Nullable LlmCall requestedBy;
    private final @Nullable Object arguments;
    private final long startNanos;
    private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();

    ToolCall(String name, @Nullable LlmCall requestedBy, @Nullable Object arguments, long startNanos) {
        this.name = name;
        this.requestedBy = requestedBy;
        this.arguments = arguments;
        this.startNanos = startNanos;
    }

    /** The tool's name. */
    public String name() {
        return name;
    }

    /** The call of the model that asked for it, null where that is not known. */
    public @Nullable LlmCall requestedBy() {
        return requestedBy;
    }

    /** A snapshot of its arguments, null where they are not captured. */
    public @Nullable Object arguments() {
        return arguments;
    }

    /** When it began, on the monotonic clock. */
    public long startNanos() {
        return startNanos;
    }

    /** How it ended, null while it has not. */
    public @Nullable Outcome outcome() {
        return outcome.get();
    }

    void ended(Outcome ended) {
        outcome.compareAndSet(null, ended);
    }

    /**
     * How a tool's call ended.
     *
     * @param endNanos when, on the monotonic clock
     * @param result a snapshot of what it returned, null where it is not captured
     * @param failure what it threw, null where it returned
     */
    public record Outcome(
            long endNanos,
            @Nullable Object result,
            @Nullable Throwable failure) {}
}
