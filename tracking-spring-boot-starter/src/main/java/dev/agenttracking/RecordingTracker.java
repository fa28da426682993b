// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking;

import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.execution.CandidateDecision;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.ExecutionJournal;
import dev.agenttracking.execution.ExecutionRecorder;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Internal: the tracker of an application whose tracking is on, made by the auto-configuration. */
public final class RecordingTracker implements ExecutionTracker {

    private static final String NOBODY = "unknown";

    private final ExecutionRecorder recorder;

    /** Makes a tracker that records with this recorder. */
    public RecordingTracker(ExecutionRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public <T extends @Nullable Object> T track(ExecutionSpec spec, Callable<T> body) throws Exception {
        Execution execution = begin(spec);
        if (execution == null) {
            return body.call();
        }
        T result;
        try {
            result = body.call();
        } catch (Throwable failure) {
            recorder.threw(execution, failure);
            throw failure;
        }
        return followed(recorder.returned(execution, result));
    }

    @Override
    public void decision(Decision decision) {
        Execution deciding = CurrentExecution.recorded();
        if (deciding != null) {
            record(deciding, decision);
            return;
        }
        String decider = decision.decider() == null ? NOBODY : decision.decider();
        Execution own = begin(ExecutionSpec.of(decider, "decision"));
        if (own != null) {
            record(own, decision);
            recorder.returned(own, null);
        }
    }

    /** The same value, or one of its declared type that behaves the same. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"}) // null where the body returned null
    private static <T extends @Nullable Object> T followed(@Nullable Object result) {
        return (T) result;
    }

    private static void record(Execution execution, Decision decision) {
        ExecutionJournal.decisions(
                execution,
                nanos -> decision.candidates().stream()
                        .map(candidate -> new CandidateDecision(
                                candidate.agent(),
                                candidate.score(),
                                candidate.threshold(),
                                candidate.rank(),
                                candidate.isChosen(),
                                candidate.reasonCode(),
                                candidate.reason(),
                                nanos))
                        .toList());
    }

    @Override
    public OpenExecution open(ExecutionSpec spec) {
        return new Handle(recorder, begin(spec));
    }

    private @Nullable Execution begin(ExecutionSpec spec) {
        try {
            TrackedMethod method = TrackedMethod.of(ExecutionSpec.class, spec.agent(), spec.method())
                    .execution()
                    .tags(spec.tags().toArray(String[]::new))
                    .build();
            ContextIds ids = new ContextIds(text(spec.vaultId()), text(spec.conversationId()), text(spec.userId()));
            return recorder.begin(method, ids, spec.callReason(), spec.input());
        } catch (Throwable fault) {
            recorder.faults().swallow("beginning an execution", fault);
            return null;
        }
    }

    private @Nullable String text(@Nullable Object id) {
        try {
            return id == null ? null : id.toString();
        } catch (Throwable fault) {
            recorder.faults().swallow("reading an id", fault);
            return null;
        }
    }

    private static final class Handle implements OpenExecution {

        private final ExecutionRecorder recorder;
        private final @Nullable Execution execution;
        private @Nullable Throwable failure;
        private boolean closed;

        private Handle(ExecutionRecorder recorder, @Nullable Execution execution) {
            this.recorder = recorder;
            this.execution = execution;
        }

        @Override
        public TrackedExecution execution() {
            return TrackedExecution.of(execution);
        }

        @Override
        public void failed(Throwable thrown) {
            failure = thrown;
        }

        @Override
        public void close() {
            if (execution == null || closed) {
                return;
            }
            closed = true;
            if (failure == null) {
                recorder.returned(execution, null);
            } else {
                recorder.threw(execution, failure);
            }
        }
    }
}
