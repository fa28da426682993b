// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.testing;

import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.execution.AgentPolicy;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.LaterResults;
import dev.agenttracking.execution.LlmAccounting;
import dev.agenttracking.execution.Surroundings;
import dev.agenttracking.execution.TimeSource;
import dev.agenttracking.execution.TrackingSwitches;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Executions made by the real recorder, with a clock that only moves when it is told to.
 *
 * <pre>{@code
 * Recordings recordings = new Recordings();
 * recordings.run("Agent", () -> {
 *     Tracking.current().stage("pre_process", () -> recordings.pass(Duration.ofMillis(5)));
 *     return "done";
 * });
 * recordings.ended();
 * }</pre>
 */
public final class Recordings implements TimeSource {

    /** Captures whatever the method does not leave out. */
    public static final Function<TrackedMethod, AgentPolicy> ALL =
            method -> new AgentPolicy(true, method.capturesInput(), method.capturesOutput(), method.timeoutNanos());

    private final List<Execution> ended = new CopyOnWriteArrayList<>();
    private final ExecutionRecorder recorder;

    private volatile LlmAccounting accounting = LlmAccounting.NONE;
    private volatile long epochNanos;

    /** Begins now. */
    public Recordings() {
        this(Instant.ofEpochMilli(System.currentTimeMillis()));
    }

    /** Begins now, with policies and snapshots of one's own. */
    public Recordings(Function<TrackedMethod, AgentPolicy> policies, UnaryOperator<@Nullable Object> snapshots) {
        this(Instant.ofEpochMilli(System.currentTimeMillis()), policies, snapshots);
    }

    /** Begins at a moment. */
    public Recordings(Instant start) {
        this(start, ALL, value -> value);
    }

    private Recordings(
            Instant start, Function<TrackedMethod, AgentPolicy> policies, UnaryOperator<@Nullable Object> snapshots) {
        recorder = new ExecutionRecorder(
                this,
                new TrackingSwitches(policies),
                snapshots,
                ended::add,
                new Faults(),
                LaterResults.NONE,
                new Surroundings() {
                    @Override
                    public LlmAccounting llmAccounting() {
                        return accounting;
                    }
                });
        epochNanos = Math.multiplyExact(start.toEpochMilli(), 1_000_000L);
    }

    /** Those that have ended, in that order. */
    public List<Execution> ended() {
        return ended;
    }

    /** Has calls of models accounted for. */
    public void account(LlmAccounting by) {
        accounting = by;
    }

    /** Lets time pass. */
    public void pass(Duration duration) {
        epochNanos += duration.toNanos();
    }

    /** Lets time pass. */
    public void passMillis(double millis) {
        epochNanos += Math.round(millis * 1e6);
    }

    /** Begins one that {@link #recorder()} ends. */
    public Execution begin(String agent) {
        return begin(method(agent).build());
    }

    /** Begins one that {@link #recorder()} ends. */
    public Execution begin(TrackedMethod method) {
        return recorder.begin(method, new ContextIds(null, null, null), null, Map.of());
    }

    /** Runs the body as an execution; an exception stays inside. */
    public Execution run(String agent, Callable<?> body) {
        return run(method(agent).build(), new ContextIds(null, null, null), null, Map.of(), body);
    }

    /** Runs the body as an execution; an exception stays inside. */
    public Execution run(
            TrackedMethod method, ContextIds ids, String callReason, Map<String, ?> input, Callable<?> body) {
        Execution execution = recorder.begin(method, ids, callReason, input);
        Object result;
        try {
            result = body.call();
        } catch (Exception failure) {
            recorder.threw(execution, failure);
            return execution;
        }
        recorder.returned(execution, result);
        return execution;
    }

    /** A method {@code run} of an agent. */
    public static TrackedMethod.Builder method(String agent) {
        return TrackedMethod.of(Recordings.class, agent, "run").execution();
    }

    /** What records them. */
    public ExecutionRecorder recorder() {
        return recorder;
    }

    @Override
    public long epochMicros() {
        return epochNanos / 1_000;
    }

    @Override
    public long nanos() {
        return epochNanos - 5_000_000_000_000_000_000L;
    }
}
