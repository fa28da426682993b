// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import dev.agenttracking.annotation.TrackedStage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** One run of a stage. */
public final class StageRun extends LogEntry {

    private static final long OPEN = Long.MIN_VALUE;
    private static final VarHandle END_NANOS;

    static {
        try {
            END_NANOS = MethodHandles.lookup().findVarHandle(StageRun.class, "endNanos", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Execution execution;
    private final TrackedStage stage;
    private @Nullable Throwable failure;

    @SuppressWarnings("unused") // read and written through END_NANOS
    private long endNanos = OPEN;

    StageRun(Execution execution, TrackedStage stage, @Nullable StageRun parent, long startNanos) {
        super(parent, startNanos);
        this.execution = execution;
        this.stage = stage;
    }

    /** The stage, or the nearest open one around it; null where there is none. */
    static @Nullable StageRun openOrOuter(@Nullable StageRun stage) {
        StageRun run = stage;
        while (run != null && !run.isOpen()) {
            run = run.parent();
        }
        return run;
    }

    Execution execution() {
        return execution;
    }

    /** The declared stage. */
    public TrackedStage stage() {
        return stage;
    }

    /** Whether it has not ended. */
    public boolean isOpen() {
        return endNanos() == OPEN;
    }

    /** When it ended, on the monotonic clock. Meaningful once it is no longer {@link #isOpen() open}. */
    public long endNanos() {
        return (long) END_NANOS.getAcquire(this);
    }

    /** What it threw, null where it returned. Meaningful once it is no longer {@link #isOpen() open}. */
    public @Nullable Throwable failure() {
        return failure;
    }

    void end(long nanos, @Nullable Throwable thrown) {
        failure = thrown;
        END_NANOS.setRelease(this, nanos);
    }
}
