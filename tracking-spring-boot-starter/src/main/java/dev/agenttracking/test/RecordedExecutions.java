// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test;

import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.RecordingTracker;
import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionReport;
import dev.agenttracking.analytics.MemoryTables;
import dev.agenttracking.annotation.runtime.TrackedBean;
import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.memory.MemoryLimits;
import dev.agenttracking.memory.MemoryRecordSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.assertj.core.api.AssertProvider;

/**
 * The executions that a test has caused, with the very values that a database would have: cut, masked, checked. {@code
 * assertThat(recorded)} of AssertJ asserts about them.
 *
 * <p>Those that have ended are there without any waiting on the test's side. While some are under way, a question waits for their
 * ends, for {@value #PATIENCE_SECONDS} seconds at most, and then answers without them: a future tells the test of its end no later
 * than the recorder. It does not wait for those that began before {@link #clear()}.
 *
 * <p><b>Threading</b>: thread-safe.
 */
public final class RecordedExecutions implements AssertProvider<RecordedExecutionsAssert> {

    static final MemoryLimits LIMITS = new MemoryLimits(1_000_000, 256L << 20);

    private static final int PATIENCE_SECONDS = 2;
    private static final Duration LONGEST_FLUSH = Duration.ofSeconds(30);
    private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();

    private final MemoryRecordSink store;
    private final ExecutionRecorder recorder;
    private final Flush flush;
    private final Consumer<Class<?>> tracked;
    private final ExecutionAnalytics analytics;

    /**
     * Looks at what is recorded.
     *
     * @param tracked is told the class of each agent that the test has recorded
     */
    RecordedExecutions(MemoryRecordSink store, ExecutionRecorder recorder, Flush flush, Consumer<Class<?>> tracked) {
        this.store = store;
        this.recorder = recorder;
        this.flush = flush;
        this.tracked = tracked;
        this.analytics = ExecutionAnalytics.inMemory(store::tables);
    }

    /** Records what is {@link #track tracked} with it, without Spring and without a thread. */
    public static RecordedExecutions create() {
        return new PlainRecorder().recorded();
    }

    /**
     * Has an agent recorded that the test makes itself.
     *
     * @param agent of a generated class {@code X$$Tracked}, as in {@code recorded.track(new PoetAgent$$Tracked())}
     * @return the same
     */
    public <T> T track(T agent) {
        if (!(agent instanceof TrackedBean bean)) {
            String name = agent.getClass().getName();
            throw new IllegalArgumentException("Nothing records the calls of a " + name + ": make a " + name
                    + "$$Tracked, which the annotation processor generates");
        }
        bean.agentTracking$recorder(recorder);
        tracked.accept(agent.getClass());
        return agent;
    }

    /** Tracks by hand, for code under test that takes an {@link ExecutionTracker}. */
    public ExecutionTracker tracker() {
        return new RecordingTracker(recorder);
    }

    /** All that have ended, each followed by those that it called; in the order in which they began. */
    public List<ExecutionReport> all() {
        settle();
        return RecordedTree.reports(tables());
    }

    MemoryTables tables() {
        return store.tables();
    }

    /** Those of one agent, in the same order. */
    public List<ExecutionReport> of(String agent) {
        return all().stream()
                .filter(report -> report.execution().summary().agentName().equals(agent))
                .toList();
    }

    /** Answers questions about what is recorded, as the bean of an application does. */
    public ExecutionAnalytics analytics() {
        settle();
        return analytics;
    }

    /** Forgets all. Executions that have begun before are not recorded any more. */
    public void clear() {
        flush();
        store.clear(System.nanoTime());
    }

    /** For {@code assertThat(recorded)} of AssertJ. */
    @Override
    public RecordedExecutionsAssert assertThat() {
        return new RecordedExecutionsAssert(this);
    }

    /** All that have ended, as a tree, for people. */
    @Override
    public String toString() {
        return RecordedText.of(all(), running());
    }

    private List<String> running() {
        List<String> running = new ArrayList<>();
        recorder.openExecutions().forEach(execution -> {
            if (store.keeps(execution)) {
                running.add(execution.method() + " " + execution.id());
            }
        });
        return running;
    }

    private void settle() {
        long deadline = System.nanoTime() + Duration.ofSeconds(PATIENCE_SECONDS).toNanos();
        flush();
        while (isAnyRunning() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(PAUSE_NANOS);
            flush();
        }
    }

    private boolean isAnyRunning() {
        return !running().isEmpty();
    }

    private void flush() {
        try {
            if (!flush.flush(LONGEST_FLUSH)) {
                throw new IllegalStateException(
                        "What was recorded cannot be told: the context does not run, or a check of it"
                                + " takes longer than " + LONGEST_FLUSH.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while executions were stored", e);
        }
    }

    /** Brings to the store what has ended. */
    @FunctionalInterface
    interface Flush {

        /** False where that took longer, or cannot be. */
        boolean flush(Duration longest) throws InterruptedException;
    }
}
