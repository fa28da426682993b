// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving.results;

import dev.agenttracking.execution.LaterRun;
import dev.agenttracking.execution.PendingCall;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A plain future tells nobody that it is done, so it is asked now and then; its execution ends at the first time it says so.
 *
 * <p><b>Threading</b>: futures come from any thread; {@link #run} belongs to one.
 */
public final class PolledFutures implements ResultKind, Runnable {

    private final Queue<Pending> pending = new ConcurrentLinkedQueue<>();

    @Override
    public boolean includes(Class<?> resultClass) {
        return Future.class.isAssignableFrom(resultClass) && !CompletionStage.class.isAssignableFrom(resultClass);
    }

    @Override
    public Object follow(Object result, Class<?> declaredType, PendingCall call) {
        Pending followed = new Pending((Future<?>) result, call.begin(null));
        followed.run().settledBy(followed::settle);
        if (!followed.settle()) {
            pending.add(followed);
        }
        return result;
    }

    /** Asks each once. */
    @Override
    public void run() {
        for (Iterator<Pending> each = pending.iterator(); each.hasNext(); ) {
            if (each.next().settle()) {
                each.remove();
            }
        }
    }

    private record Pending(Future<?> future, LaterRun run) {

        /** False where it is not done yet. What the future's own code throws ends the watch. */
        private boolean settle() {
            try {
                if (!future.isDone()) {
                    return false;
                }
                if (future.isCancelled()) {
                    run.cancelled();
                } else {
                    run.completed(future.get(0, TimeUnit.NANOSECONDS));
                }
            } catch (ExecutionException failure) {
                run.failed(failure);
            } catch (TimeoutException notYet) {
                return false;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            } catch (Throwable broken) {
                run.failed(broken);
            }
            return true;
        }
    }
}
