// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving.results;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.LaterRun;
import dev.agenttracking.execution.PendingCall;
import org.jspecify.annotations.Nullable;

/**
 * One subscription to a tracked publisher, whichever types its signals have: notes each signal, and says where whoever gets it works.
 * An end is recorded before the subscriber is told of it, since its own work is no part of the execution.
 *
 * @param outside what the subscriber is in
 * @param single whether the first value is the last, as a {@code Mono}'s is
 */
record Subscribed(LaterRun run, CurrentExecution.Handle outside, boolean single) {

    static Subscribed begin(PendingCall call, CurrentExecution.Handle outside, boolean single) {
        return new Subscribed(call.begin(outside), outside, single);
    }

    /** Has the publisher told of its subscriber, inside the execution. */
    void to(Runnable subscribe) {
        try (CurrentExecution.Scope ignored = run.enter()) {
            subscribe.run();
        } catch (Throwable failure) {
            run.failed(failure);
            throw failure;
        }
    }

    CurrentExecution.Scope next(@Nullable Object value) {
        if (single) {
            run.completed(value);
        } else {
            run.item(value);
        }
        return leave();
    }

    CurrentExecution.Scope failed(Throwable failure) {
        run.failed(failure);
        return leave();
    }

    CurrentExecution.Scope completed() {
        run.completed();
        return leave();
    }

    CurrentExecution.Scope requested() {
        return run.enter();
    }

    void cancelled() {
        run.cancelled();
    }

    /** The subscriber's own work is no part of the execution that made the signal on this thread. */
    CurrentExecution.Scope leave() {
        return CurrentExecution.leave(run.handle(), outside);
    }
}
