// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A stage or an event of an execution: a link in the list that the execution keeps of them, in the order in which they began.
 *
 * <p><b>Threading</b>: appended by any thread of the execution, read by the writer's, also while the execution runs.
 */
public abstract sealed class LogEntry permits StageRun, LoggedEvent {

    private static final VarHandle NEXT;

    static {
        try {
            NEXT = MethodHandles.lookup().findVarHandle(LogEntry.class, "next", LogEntry.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable StageRun parent;
    private final long startNanos;

    @SuppressWarnings("unused") // read and written through NEXT
    private @Nullable LogEntry next;

    LogEntry(@Nullable StageRun parent, long startNanos) {
        this.parent = parent;
        this.startNanos = startNanos;
    }

    /** The stage around this entry, null on the execution's first level. */
    public @Nullable StageRun parent() {
        return parent;
    }

    /** When it began, on the monotonic clock. */
    public long startNanos() {
        return startNanos;
    }

    /** The entry after this one, null at the present end of the list. */
    public @Nullable LogEntry next() {
        return (LogEntry) NEXT.getAcquire(this);
    }

    void linkTo(LogEntry successor) {
        NEXT.setRelease(this, successor);
    }
}
