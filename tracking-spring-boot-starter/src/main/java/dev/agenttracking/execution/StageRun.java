// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import dev.agenttracking.annotation.TrackedStage;
import dev.agenttracking.annotation.ValidationHooks;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** One run of a stage. */
public final class StageRun extends LogEntry {

    private static final long OPEN = Long.MIN_VALUE;
    private static final long PARKED = Long.MIN_VALUE + 1;
    private static final VarHandle END_NANOS;

    static {
        try {
            END_NANOS = MethodHandles.lookup().findVarHandle(StageRun.class, "endNanos", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Execution execution;
    private final Object declaration;
    private @Nullable Throwable failure;

    @SuppressWarnings("unused") // read and written through END_NANOS
    private long endNanos = OPEN;

    /**
     * Begins a run.
     *
     * @param declaration the stage, or the method that is it
     */
    StageRun(Execution execution, Object declaration, @Nullable StageRun parent, long startNanos) {
        super(parent, startNanos);
        this.execution = execution;
        this.declaration = declaration;
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
        return declaration instanceof TrackedMethod method ? stageOf(method) : (TrackedStage) declaration;
    }

    /** What the processor generated for the class that declares the stage, null for none. */
    public @Nullable ValidationHooks generatedHooks() {
        return declaration instanceof TrackedMethod method
                ? method.hooks()
                : execution.method().hooks();
    }

    /** Whether nothing of what it returns may be stored. */
    public boolean hasSensitiveResult() {
        return declaration instanceof TrackedMethod method && method.hasSensitiveResult();
    }

    Object declaration() {
        return declaration;
    }

    private static TrackedStage stageOf(TrackedMethod method) {
        TrackedStage stage = method.stage();
        if (stage == null) {
            throw new IllegalStateException(method + " is no stage");
        }
        return stage;
    }

    /** Whether it has begun and not ended. */
    public boolean isOpen() {
        return endNanos() == OPEN;
    }

    /** Whether its method has returned a result that nobody has run yet: then there is no run of the stage, so far. */
    public boolean isParked() {
        return endNanos() == PARKED;
    }

    void park() {
        END_NANOS.compareAndSet(this, OPEN, PARKED);
    }

    void resume() {
        END_NANOS.compareAndSet(this, PARKED, OPEN);
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
        Observations observations = execution.observations();
        if (observations != null) {
            observations.end(this, thrown);
        }
    }
}
