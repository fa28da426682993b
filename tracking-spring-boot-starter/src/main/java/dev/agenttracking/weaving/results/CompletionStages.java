// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving.results;

import dev.agenttracking.execution.LaterRun;
import dev.agenttracking.execution.PendingCall;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A stage tells its end itself, and stays the application's own object: a copy would break {@code cancel}. */
final class CompletionStages implements ResultKind {

    @Override
    public boolean includes(Class<?> resultClass) {
        return CompletionStage.class.isAssignableFrom(resultClass);
    }

    @Override
    public Object follow(Object result, Class<?> declaredType, PendingCall call) {
        LaterRun run = call.begin(null);
        if (result instanceof CompletableFuture<?> future) {
            run.settledBy(() -> settle(future, run));
        }
        ((CompletionStage<?>) result).whenComplete((value, failure) -> {
            if (failure == null) {
                run.completed(value);
            } else {
                run.failed(failure);
            }
        });
        return result;
    }

    private static void settle(CompletableFuture<?> future, LaterRun run) {
        if (!future.isDone()) {
            return;
        }
        try {
            run.completed(future.getNow(null));
        } catch (CompletionException | java.util.concurrent.CancellationException failure) {
            run.failed(failure);
        }
    }
}
