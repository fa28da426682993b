// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.AnalyticsJson;
import dev.agenttracking.analytics.ExecutionReport;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code view-execution}: all about one execution. */
@Command(name = "view-execution", description = "Shows all about one execution.")
final class ViewExecutionCommand implements Callable<Integer> {

    @Mixin
    private final DatabaseOptions database;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Spec
    private @Nullable CommandSpec command;

    @Parameters(paramLabel = "ID", converter = IdConverter.class, description = "The execution's id.")
    private @Nullable UUID id;

    ViewExecutionCommand(DatabaseOptions database) {
        this.database = database;
    }

    @Override
    public Integer call() throws Exception {
        UUID asked = id;
        if (command == null || asked == null) {
            throw new IllegalStateException("not run by picocli");
        }
        ExecutionReport report = database.ask(analytics -> analytics.report(asked))
                .orElseThrow(() -> new CommandFailedException("There is no execution " + asked, null));
        CommandLine commandLine = command.commandLine();
        if (output.json()) {
            commandLine.getOut().println(AnalyticsJson.write(report));
        } else {
            commandLine.getOut().print(new ExecutionPage(report).text(Terminal.width()));
        }
        commandLine.getOut().flush();
        return CommandLine.ExitCode.OK;
    }
}
