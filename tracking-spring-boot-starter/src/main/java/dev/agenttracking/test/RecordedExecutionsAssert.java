// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test;

import dev.agenttracking.analytics.ExecutionReport;
import java.util.List;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about the executions that were recorded. Their messages show all of them.
 *
 * <pre>{@code
 * assertThat(recorded).execution("PsychologistAgent").succeeded().stages("should_respond", "llm_call");
 * assertThat(recorded).hasNoExecutionsOf("ArchitectAgent");
 * assertThat(recorded).executionsOf("ResearchAgent").hasSize(3).first().hasInput("topic", "tides");
 * }</pre>
 */
public final class RecordedExecutionsAssert extends AbstractAssert<RecordedExecutionsAssert, RecordedExecutions> {

    RecordedExecutionsAssert(RecordedExecutions actual) {
        super(actual, RecordedExecutionsAssert.class);
    }

    /** There is exactly one execution of the agent; what follows is about it. */
    public RecordedExecutionAssert execution(String agent) {
        List<ExecutionReport> found = actual.of(agent);
        if (found.size() != 1) {
            throw failure(
                    "%nExpected one execution of %s, but there are %s.%n%s", agent, counted(found.size()), actual);
        }
        return assertOf(found.get(0));
    }

    /** What follows is about all executions of the agent, in the order in which they began. */
    public RecordedExecutionListAssert executionsOf(String agent) {
        return assertOf(actual.of(agent)).as("executions of %s among %s", agent, actual);
    }

    /** What follows is about all executions, each followed by those that it called. */
    public RecordedExecutionListAssert executions() {
        return assertOf(actual.all()).as("%s", actual);
    }

    /** So many executions were recorded. */
    public RecordedExecutionsAssert hasSize(int expected) {
        int size = actual.all().size();
        if (size != expected) {
            throw failure("%nExpected %s, but there are %s.%n%s", counted(expected), counted(size), actual);
        }
        return this;
    }

    /** Nothing was recorded. */
    public RecordedExecutionsAssert hasNoExecutions() {
        return hasSize(0);
    }

    /** Nothing was recorded of the agent, not even that it declined. */
    public RecordedExecutionsAssert hasNoExecutionsOf(String agent) {
        int size = actual.of(agent).size();
        if (size != 0) {
            throw failure("%nExpected no execution of %s, but there are %s.%n%s", agent, counted(size), actual);
        }
        return this;
    }

    /** These agents ran, and no others: one name an execution, each followed by those that it called. */
    public RecordedExecutionsAssert agents(String... expected) {
        List<String> agents = actual.all().stream()
                .map(report -> RecordedTree.summary(report).agentName())
                .toList();
        if (!agents.equals(List.of(expected))) {
            throw failure("%nExpected executions of %s, but they are of %s.%n%s", List.of(expected), agents, actual);
        }
        return this;
    }

    /** No execution has anything that is not as it is declared. */
    public RecordedExecutionsAssert hasNoViolations() {
        actual.all().forEach(report -> assertOf(report).hasNoViolations());
        return this;
    }

    private RecordedExecutionAssert assertOf(ExecutionReport report) {
        return new RecordedExecutionAssert(report, actual);
    }

    private RecordedExecutionListAssert assertOf(List<ExecutionReport> reports) {
        return new RecordedExecutionListAssert(reports, actual);
    }

    private static String counted(int count) {
        return count == 0 ? "none" : count == 1 ? "1 execution" : count + " executions";
    }
}
