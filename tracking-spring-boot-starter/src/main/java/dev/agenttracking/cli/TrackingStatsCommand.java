// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.AnalyticsJson;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.TrackingStatistics;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tracking-stats}: counts, durations, costs and quality of the last hours. */
@Command(name = "tracking-stats", description = "Shows counts, durations, costs and quality of the last hours.")
final class TrackingStatsCommand implements Callable<Integer> {

    private static final double MAX_HOURS = 24 * 366 * 100.0;

    @Mixin
    private final DatabaseOptions database;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Spec
    private @Nullable CommandSpec command;

    @Option(
            names = "--hours",
            paramLabel = "HOURS",
            defaultValue = "24",
            description = "How far back to look (default: ${DEFAULT-VALUE}).")
    private double hours;

    @Option(names = "--vault-id", paramLabel = "ID", description = "Only this vault.")
    private @Nullable String vaultId;

    TrackingStatsCommand(DatabaseOptions database) {
        this.database = database;
    }

    @Override
    public Integer call() throws Exception {
        CommandLine commandLine = commandLine();
        if (!(hours > 0 && hours <= MAX_HOURS)) {
            throw new CommandLine.ParameterException(commandLine, "--hours must be more than 0, and not " + hours);
        }
        Instant now = Instant.now();
        Instant from = now.minus(Duration.ofSeconds(Math.round(hours * 3_600)));
        ExecutionFilter filter = ExecutionFilter.all().between(from, null).withVaultId(vaultId);
        TrackingStatistics statistics = database.ask(analytics -> analytics.statistics(filter));
        if (output.json()) {
            commandLine.getOut().println(AnalyticsJson.write(statistics));
        } else {
            commandLine.getOut().print(new StatisticsPage(statistics).text(Terminal.width()));
        }
        commandLine.getOut().flush();
        return CommandLine.ExitCode.OK;
    }

    private CommandLine commandLine() {
        if (command == null) {
            throw new IllegalStateException("not run by picocli");
        }
        return command.commandLine();
    }
}
