// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionDetails;
import dev.agenttracking.analytics.StageSpan;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;

/** {@code timeline}: when the stages of an execution ran. */
@Command(name = "timeline", description = "Shows when the stages of an execution ran.")
final class TimelineCommand extends OneExecutionCommand {

    private static final List<String> COLUMNS = List.of(
            "sequence",
            "parentSequence",
            "stage",
            "stageKind",
            "status",
            "startedAt",
            "offsetMillis",
            "durationMillis");

    TimelineCommand(Shell shell) {
        super(shell);
    }

    @Override
    Answer answer(ExecutionAnalytics analytics, UUID asked, Instant now) {
        List<StageSpan> stages =
                analytics.stageTimeline(asked).orElseThrow(() -> CommandFailedException.noExecution(asked));
        ExecutionDetails execution =
                analytics.execution(asked).orElseThrow(() -> CommandFailedException.noExecution(asked));
        Page page = new Waterfall(execution.summary(), stages, now).page(shell().terminal());
        return new Answer(stages, page, COLUMNS, stages);
    }
}
