// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.ExecutionSummary;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code failed}: what failed or ran out of time. */
@Command(name = "failed", description = "Lists what failed or ran out of time, newest first.")
final class FailedCommand extends ListCommand<ExecutionSummary> {

    FailedCommand(Shell shell) {
        super(shell);
    }

    @Override
    List<ExecutionSummary> list(ExecutionAnalytics analytics, ExecutionFilter filter) {
        return analytics.failedExecutions(filter);
    }

    @Override
    ExecutionSummary execution(ExecutionSummary entry) {
        return entry;
    }

    @Override
    String what() {
        return "Nothing failed";
    }

    @Override
    List<String> headings() {
        return List.of("stage", "duration");
    }

    @Override
    List<String> figures(ExecutionSummary entry) {
        String stage = entry.currentStage();
        return List.of(stage == null ? Figures.NONE : stage, Figures.millis(entry.durationMillis()));
    }

    @Override
    @Nullable
    String note(ExecutionSummary entry) {
        return Notes.of(entry);
    }
}
