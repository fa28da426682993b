// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.io.InterruptedIOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Reads exceptions: what is behind a wrapper, and what is a time limit. */
public final class Failures {

    private static final int MAX_CAUSES = 20;

    /** By name, since most of them belong to optional libraries. Subclasses count. */
    private static final Set<String> TIMEOUTS = Set.of(
            "java.util.concurrent.TimeoutException",
            "java.net.SocketTimeoutException",
            "java.net.http.HttpTimeoutException",
            "java.nio.channels.InterruptedByTimeoutException",
            "java.sql.SQLTimeoutException",
            "jakarta.persistence.QueryTimeoutException",
            "jakarta.persistence.LockTimeoutException",
            "kotlinx.coroutines.TimeoutCancellationException",
            "org.apache.hc.core5.http.ConnectionRequestTimeoutException",
            "io.netty.handler.timeout.TimeoutException",
            "io.netty.channel.ConnectTimeoutException",
            "org.springframework.dao.QueryTimeoutException",
            "org.springframework.transaction.TransactionTimedOutException",
            "org.springframework.web.context.request.async.AsyncRequestTimeoutException");

    private Failures() {}

    /** The exception behind {@code CompletionException}, {@code ExecutionException} and {@code UndeclaredThrowableException}. */
    public static Throwable unwrap(Throwable failure) {
        Throwable unwrapped = failure;
        for (int i = 0; i < MAX_CAUSES; i++) {
            Throwable cause = causeOf(unwrapped);
            boolean wrapper = unwrapped instanceof CompletionException
                    || unwrapped instanceof ExecutionException
                    || unwrapped instanceof UndeclaredThrowableException;
            if (!wrapper || cause == null) {
                return unwrapped;
            }
            unwrapped = cause;
        }
        return unwrapped;
    }

    /** Whether the exception, or one that caused it, says that a time limit passed. */
    static boolean isTimeout(Throwable failure) {
        Throwable candidate = failure;
        for (int i = 0; i < MAX_CAUSES && candidate != null; i++) {
            if (isTimeoutType(candidate.getClass()) || isCallTimeout(candidate)) {
                return true;
            }
            candidate = causeOf(candidate);
        }
        return false;
    }

    /** Whether it says that somebody no longer wanted the result. Kotlin's time limits look like that, but are limits. */
    static boolean isCancellation(Throwable failure) {
        Throwable unwrapped = unwrap(failure);
        return unwrapped instanceof CancellationException && !isTimeoutType(unwrapped.getClass());
    }

    /** An exception's own code may do anything; what it throws is not let through. */
    private static @Nullable Throwable causeOf(Throwable failure) {
        try {
            return failure.getCause();
        } catch (Throwable own) {
            return null;
        }
    }

    private static boolean isTimeoutType(@Nullable Class<?> type) {
        for (Class<?> c = type; c != null && c != Throwable.class; c = c.getSuperclass()) {
            if (TIMEOUTS.contains(c.getName())) {
                return true;
            }
        }
        return false;
    }

    /** OkHttp's limit of a whole call is a plain {@code InterruptedIOException} with this message. */
    private static boolean isCallTimeout(Throwable failure) {
        return failure.getClass() == InterruptedIOException.class && "timeout".equals(failure.getMessage());
    }
}
