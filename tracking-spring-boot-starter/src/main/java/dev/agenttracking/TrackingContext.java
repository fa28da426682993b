// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking;

import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.CurrentExecution;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ids for the executions that begin in a block, and the way of the current execution to other threads. */
public final class TrackingContext {

    private static final Logger log = LoggerFactory.getLogger(TrackingContext.class);

    private TrackingContext() {}

    /**
     * Gives the executions that begin on this thread these ids, until the scope is closed; arguments marked with
     * {@code @VaultId} and the like go before them.
     *
     * <pre>{@code
     * try (TrackingContext.Scope scope = TrackingContext.with(vault, conversation, user)) {
     *     orchestrator.answer(message);
     * }
     * }</pre>
     *
     * @param vaultId null leaves it as it is
     * @param conversationId null leaves it as it is
     * @param userId null leaves it as it is
     */
    public static Scope with(@Nullable Object vaultId, @Nullable Object conversationId, @Nullable Object userId) {
        CurrentExecution.Scope scope =
                CurrentExecution.withIds(new ContextIds(text(vaultId), text(conversationId), text(userId)));
        return scope::close;
    }

    /** The task, run on any thread within the execution that this thread is in now. */
    public static Runnable wrap(Runnable task) {
        CurrentExecution.Handle handle = CurrentExecution.capture();
        return () -> {
            try (CurrentExecution.Scope ignored = CurrentExecution.enter(handle)) {
                task.run();
            }
        };
    }

    /** The task, run on any thread within the execution that this thread is in now. */
    public static <T extends @Nullable Object> Callable<T> wrap(Callable<T> task) {
        CurrentExecution.Handle handle = CurrentExecution.capture();
        return () -> {
            try (CurrentExecution.Scope ignored = CurrentExecution.enter(handle)) {
                return task.call();
            }
        };
    }

    /** The executor; each task runs within the execution of the thread that hands it in. */
    public static Executor wrap(Executor executor) {
        return task -> executor.execute(wrap(task));
    }

    /** An id as text; one whose {@code toString} fails is left out. */
    static @Nullable String text(@Nullable Object id) {
        try {
            return id == null ? null : String.valueOf(id);
        } catch (Throwable own) {
            if (own instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            log.debug("An id cannot be read", own);
            return null;
        }
    }

    /** Closed by the thread that opened it, innermost first. */
    @FunctionalInterface
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }
}
