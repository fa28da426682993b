// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test;

import dev.agenttracking.analytics.ExecutionReport;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractListAssert;

/** Assertions about several executions, in the order in which they began: those of any list, and those of each element. */
public final class RecordedExecutionListAssert
        extends AbstractListAssert<
                RecordedExecutionListAssert,
                List<? extends ExecutionReport>,
                ExecutionReport,
                RecordedExecutionAssert> {

    private final RecordedExecutions recorded;

    RecordedExecutionListAssert(List<? extends ExecutionReport> actual, RecordedExecutions recorded) {
        super(actual, RecordedExecutionListAssert.class);
        this.recorded = recorded;
    }

    @Override
    protected RecordedExecutionAssert toAssert(ExecutionReport value, String description) {
        return new RecordedExecutionAssert(value, recorded).as(description);
    }

    @Override
    protected RecordedExecutionListAssert newAbstractIterableAssert(Iterable<? extends ExecutionReport> iterable) {
        List<ExecutionReport> reports = new ArrayList<>();
        iterable.forEach(reports::add);
        return new RecordedExecutionListAssert(reports, recorded);
    }
}
