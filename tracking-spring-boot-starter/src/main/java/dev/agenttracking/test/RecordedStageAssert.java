// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test;

import dev.agenttracking.analytics.ExecutionLog;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Assertions about one run of a stage. */
public final class RecordedStageAssert extends AbstractAssert<RecordedStageAssert, ExecutionLog> {

    private final RecordedExecutionAssert execution;

    RecordedStageAssert(ExecutionLog actual, RecordedExecutionAssert execution) {
        super(actual, RecordedStageAssert.class);
        this.execution = execution;
    }

    /** It returned. */
    public RecordedStageAssert completed() {
        return hasStatus("completed");
    }

    /** It threw an exception. */
    public RecordedStageAssert failed() {
        return hasStatus("failed");
    }

    /** It threw an exception of this class, or of a subclass. */
    public RecordedStageAssert failedWith(Class<? extends Throwable> type) {
        failed();
        JsonNode data = actual.data();
        String thrown = data == null ? null : data.path("error_type").asString();
        return check(ErrorTypes.isA(thrown, type), "to fail with " + type.getName(), thrown);
    }

    /**
     * It is of this kind.
     *
     * @param kind for example {@code llm_call}
     */
    public RecordedStageAssert isOfKind(String kind) {
        return check(kind.equals(actual.stageKind()), "to be of the kind " + kind, actual.stageKind());
    }

    /** It ran right inside this stage. */
    public RecordedStageAssert isInside(String outer) {
        Integer parent = actual.parentSequence();
        String around = parent == null ? null : execution.stageAt(parent);
        return check(outer.equals(around), "to run inside " + outer, around);
    }

    /** Back to its execution. */
    public RecordedExecutionAssert execution() {
        return execution;
    }

    private RecordedStageAssert hasStatus(String expected) {
        return check(actual.stageStatus().equals(expected), "to be " + expected, actual.stageStatus());
    }

    private RecordedStageAssert check(boolean holds, String expectation, @Nullable Object instead) {
        execution.check(holds, "with its stage " + actual.stage() + " " + expectation, instead);
        return this;
    }
}
