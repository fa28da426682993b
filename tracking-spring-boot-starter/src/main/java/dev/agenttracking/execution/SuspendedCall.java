// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A call of a function that may suspend, and then ends when somebody resumes its caller, on any thread. The first end counts.
 *
 * <p><b>Threading</b>: thread-safe. The function may be resumed before the thread that called it is back.
 *
 * <p><b>Failure</b>: no method throws.
 */
public final class SuspendedCall {

    private final LaterCalls calls;
    private final @Nullable PendingCall pending;
    private final CurrentExecution.Handle inside;
    private final CurrentExecution.Handle outside;
    private final AtomicBoolean ended = new AtomicBoolean();

    /**
     * Makes a call.
     *
     * @param pending null where it is not recorded
     */
    SuspendedCall(
            LaterCalls calls,
            @Nullable PendingCall pending,
            CurrentExecution.Handle inside,
            CurrentExecution.Handle outside) {
        this.calls = calls;
        this.pending = pending;
        this.inside = inside;
        this.outside = outside;
    }

    /** What the function's own code is in, on whichever thread it goes on. */
    public CurrentExecution.Handle inside() {
        return inside;
    }

    /**
     * Puts this thread into what the caller is in, who is resumed next.
     *
     * @return to be closed after that; null where whoever resumed the function restores the thread
     */
    public CurrentExecution.@Nullable Scope leave() {
        return CurrentExecution.resume(inside, outside);
    }

    /**
     * The function has ended with a result.
     *
     * @return the result itself, or for one that ends later one that behaves the same
     */
    public @Nullable Object resumed(@Nullable Object result) {
        return pending != null && ended.compareAndSet(false, true) ? calls.resumed(pending, result) : result;
    }

    /** The function has failed; a cancellation counts as such. */
    public void failed(Throwable failure) {
        if (pending != null && ended.compareAndSet(false, true)) {
            pending.begin(null).failed(failure);
        }
    }

    /** Whoever called the function no longer wanted its result. */
    public void cancelled() {
        if (pending != null && ended.compareAndSet(false, true)) {
            pending.begin(null).cancelled();
        }
    }
}
