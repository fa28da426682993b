// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving.results;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.SuspendedCall;
import java.util.concurrent.CancellationException;
import kotlin.Result;
import kotlin.ResultKt;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import kotlin.coroutines.jvm.internal.ContinuationImpl;
import kotlinx.coroutines.Job;
import org.jspecify.annotations.Nullable;

/**
 * What a tracked {@code suspend} function gets as its caller's continuation: notes how the function ends, and resumes the caller
 * outside of the execution.
 *
 * <p>It is what the compiler would make of a function between the two, a {@code ContinuationImpl}: a function whose last call is
 * another hands its continuation on, and whoever resumes that one must find the caller's dispatcher in it, and its stack.
 */
class TrackedContinuation extends ContinuationImpl {

    private static final long serialVersionUID = 1L;

    private final transient Continuation<Object> caller;
    private final transient SuspendedCall call;

    TrackedContinuation(Continuation<Object> caller, CoroutineContext context, SuspendedCall call) {
        super(caller, context);
        this.caller = caller;
        this.call = call;
    }

    /** Kotlin hands null on where it declares an object: its results may be. */
    @Override
    @SuppressWarnings("NullAway")
    protected @Nullable Object invokeSuspend(@Nullable Object result) {
        Object handedOn = ended(result);
        CurrentExecution.Scope scope = call.leave();
        if (scope == null) {
            ResultKt.throwOnFailure(handedOn);
            return handedOn;
        }
        releaseIntercepted();
        try (scope) {
            caller.resumeWith(handedOn);
        }
        return IntrinsicsKt.getCOROUTINE_SUSPENDED();
    }

    private @Nullable Object ended(@Nullable Object result) {
        if (!(result instanceof Result.Failure failed)) {
            return call.resumed(result);
        }
        if (failed.exception instanceof CancellationException && isCallerCancelled()) {
            call.cancelled();
        } else {
            call.failed(failed.exception);
        }
        return result;
    }

    /** Whether the caller no longer waits for the result, as when its own time is up. */
    boolean isCallerCancelled() {
        return false;
    }

    /** One that knows the jobs of kotlinx-coroutines. */
    static final class OfLibrary extends TrackedContinuation {

        private static final long serialVersionUID = 1L;

        OfLibrary(Continuation<Object> caller, CoroutineContext context, SuspendedCall call) {
            super(caller, context, call);
        }

        @Override
        boolean isCallerCancelled() {
            Job job = getContext().get(Job.Key);
            return job != null && job.isCancelled();
        }
    }
}
