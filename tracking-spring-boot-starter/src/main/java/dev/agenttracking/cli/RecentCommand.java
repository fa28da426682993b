// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.ExecutionSummary;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code recent}: the executions that options let through. */
@Command(name = "recent", description = "Lists executions, newest first.")
final class RecentCommand extends ListCommand<ExecutionSummary> {

    RecentCommand(Shell shell) {
        super(shell);
    }

    @Override
    List<ExecutionSummary> list(ExecutionAnalytics analytics, ExecutionFilter filter) {
        return analytics.recentExecutions(filter);
    }

    @Override
    ExecutionSummary execution(ExecutionSummary entry) {
        return entry;
    }

    @Override
    String what() {
        return "No executions";
    }

    @Override
    List<String> headings() {
        return ExecutionTable.HEADINGS;
    }

    @Override
    List<String> figures(ExecutionSummary entry) {
        return ExecutionTable.figures(entry);
    }

    @Override
    @Nullable
    String note(ExecutionSummary entry) {
        return Notes.of(entry);
    }
}
