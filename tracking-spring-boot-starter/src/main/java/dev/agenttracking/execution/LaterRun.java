// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A result on its way to its end. The first end counts, what comes after it is ignored.
 *
 * <p><b>Threading</b>: thread-safe.
 *
 * <p><b>Failure</b>: no method throws.
 */
public final class LaterRun {

    /** How many elements of a result are kept for its record; of more the number is. */
    static final int MAX_ITEMS = 1_000;

    private final ExecutionRecorder recorder;
    private final @Nullable Execution execution;
    private final @Nullable StageRun stage;
    private final @Nullable Question question;
    private final CurrentExecution.Handle handle;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final List<Object> items = new ArrayList<>();
    private int omitted;

    LaterRun(
            ExecutionRecorder recorder,
            @Nullable Execution execution,
            @Nullable StageRun stage,
            @Nullable Question question) {
        this.recorder = recorder;
        this.execution = execution;
        this.stage = stage;
        this.question = question;
        Execution within = execution != null
                ? execution
                : stage != null ? stage.execution() : question != null ? question.asker() : null;
        this.handle = new CurrentExecution.Handle(within, stage, null, null, question, null);
    }

    /** What the code that makes the result is in. */
    public CurrentExecution.Handle handle() {
        return handle;
    }

    /** Puts this thread into the call, until the scope is closed. */
    public CurrentExecution.Scope enter() {
        return CurrentExecution.enter(handle);
    }

    /** What contexts that follow work carry, so that those who observe the call find it there. */
    public Map<Object, Object> observed() {
        return CurrentExecution.observed(handle);
    }

    /** One element of a result that has several. */
    public void item(@Nullable Object element) {
        if (execution == null || !execution.policy().captureOutput() || ended.get()) {
            return;
        }
        guarded("capturing an element", () -> {
            synchronized (items) {
                if (items.size() < MAX_ITEMS) {
                    items.add(recorder.content().element(execution, element));
                } else {
                    omitted++;
                }
            }
        });
    }

    /** It has ended with one value, or none. */
    public void completed(@Nullable Object value) {
        if (ended.compareAndSet(false, true)) {
            ending("recording a result", null, () -> {
                if (stage != null) {
                    recorder.stages().endLater(stage, null, value);
                }
                if (execution != null) {
                    recorder.content().result(execution, value);
                    recorder.endings().endLater(execution, null, false);
                }
                if (question != null) {
                    recorder.endings().answered(question, value);
                }
            });
        }
    }

    /** It has ended after its {@link #item elements}. */
    public void completed() {
        if (ended.compareAndSet(false, true)) {
            ending("recording a result", null, () -> {
                if (stage != null) {
                    recorder.stages().endLater(stage, null, null);
                }
                storeItems();
                if (execution != null) {
                    recorder.endings().endLater(execution, null, false);
                }
            });
        }
    }

    /** It has failed; a cancellation counts as such. */
    public void failed(Throwable failure) {
        if (Failures.isCancellation(failure)) {
            cancelled();
        } else if (ended.compareAndSet(false, true)) {
            ending("recording a failure", failure, () -> {
                if (stage != null) {
                    recorder.stages().endLater(stage, failure, null);
                }
                storeItems();
                if (execution != null) {
                    recorder.endings().endLater(execution, failure, false);
                }
                if (question != null) {
                    recorder.endings().unanswered(question, failure);
                }
            });
        }
    }

    /** Whoever asked for it no longer wants it. What has come so far is kept. */
    public void cancelled() {
        if (ended.compareAndSet(false, true)) {
            CancellationException cancellation = new CancellationException("cancelled by the caller");
            ending("recording a cancellation", cancellation, () -> {
                if (stage != null) {
                    recorder.stages().endLater(stage, cancellation, null);
                }
                storeItems();
                if (execution != null) {
                    recorder.endings().endLater(execution, cancellation, true);
                }
            });
        }
    }

    /**
     * A way to see the end before it is told: an execution that ends first asks its stages by it.
     *
     * @param settle tells this run that it has ended, where it has
     */
    public void settledBy(Runnable settle) {
        if (stage != null) {
            guarded(
                    "following a stage",
                    () -> stage.execution().details().laterStages.add(settle));
        }
    }

    private void storeItems() {
        synchronized (items) {
            if (execution == null || execution.output() != null || items.isEmpty()) {
                return;
            }
            List<Object> seen = new ArrayList<>(items);
            if (omitted > 0) {
                seen.add(Map.of("@truncated", omitted));
            }
            execution.output(seen);
        }
    }

    private void guarded(String doing, Runnable step) {
        try {
            step.run();
        } catch (Throwable fault) {
            recorder.faults().swallow(doing, fault);
        }
    }

    /** What fails on the way to the end must not keep the execution from ending. */
    private void ending(String doing, @Nullable Throwable failure, Runnable step) {
        try {
            step.run();
        } catch (Throwable fault) {
            guarded(doing, () -> {
                if (execution != null) {
                    recorder.endings().giveUp(execution, failure);
                }
            });
            recorder.faults().swallow(doing, fault);
        }
    }
}
