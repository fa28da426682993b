// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionReport;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code view-execution}: all about one execution. */
@Command(name = "view-execution", description = "Shows all about one execution.")
final class ViewExecutionCommand extends TrackingCommand {

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(paramLabel = "ID", converter = IdConverter.class, description = "The execution's id.")
    private @Nullable UUID id;

    ViewExecutionCommand(Shell shell) {
        super(shell);
    }

    @Override
    void run() throws Exception {
        UUID asked = Objects.requireNonNull(id);
        ExecutionReport report =
                ask(analytics -> analytics.report(asked)).orElseThrow(() -> CommandFailedException.noExecution(asked));
        print(output, report, new ExecutionPage(report).page(shell().terminal()));
    }
}
