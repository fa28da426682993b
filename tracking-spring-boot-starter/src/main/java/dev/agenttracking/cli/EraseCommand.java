// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.AnalyticsJson;
import dev.agenttracking.analytics.ErasureReport;
import dev.agenttracking.analytics.ErasureRequest;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code erase}: takes all that is stored of a user or a conversation from the database. */
@Command(
        name = "erase",
        description =
                "Erases all that is stored of a user or a conversation. Run it again when applications have stored what"
                        + " they still hold.")
final class EraseCommand implements Callable<Integer> {

    @Mixin
    private final DatabaseOptions database;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Spec
    private @Nullable CommandSpec command;

    @ArgGroup(multiplicity = "1")
    private @Nullable Whose whose;

    @Option(names = "--vault-id", paramLabel = "ID", description = "Only in this vault.")
    private @Nullable String vaultId;

    @ArgGroup(multiplicity = "1")
    private @Nullable How how;

    EraseCommand(DatabaseOptions database) {
        this.database = database;
    }

    @Override
    public Integer call() throws Exception {
        if (command == null || whose == null || how == null) {
            throw new IllegalStateException("not run by picocli");
        }
        CommandLine commandLine = command.commandLine();
        ErasureRequest request = request(commandLine, whose);
        boolean erases = how.yes;
        ErasureReport report = database.erase(erasure -> erases ? erasure.erase(request) : erasure.preview(request));
        if (output.json()) {
            commandLine.getOut().println(AnalyticsJson.write(report));
        } else {
            commandLine.getOut().print(page(report));
        }
        commandLine.getOut().flush();
        return CommandLine.ExitCode.OK;
    }

    private ErasureRequest request(CommandLine commandLine, Whose asked) {
        try {
            return new ErasureRequest(asked.userId, asked.conversationId, vaultId);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(commandLine, String.valueOf(e.getMessage()), e);
        }
    }

    private static Page page(ErasureReport report) {
        ErasureRequest request = report.request();
        Page page = new Page(Terminal.width())
                .line(String.format(
                        Locale.ROOT,
                        report.erased() ? "%,d executions erased of %s" : "%,d executions would be erased of %s",
                        report.executions(),
                        request.userId() != null
                                ? "user " + request.userId()
                                : "conversation " + request.conversationId()))
                .line("");
        report.rows().forEach((table, rows) -> page.line(String.format(Locale.ROOT, "%-21s  %,12d", table, rows)));
        if (report.sharedTrees() > 0) {
            page.line("")
                    .line("Of " + report.sharedTrees() + " call trees that name others too, what others and nobody did"
                            + " is left.");
        }
        return page;
    }

    /** One of them. */
    private static final class Whose {

        @Option(names = "--user-id", paramLabel = "ID", required = true, description = "All of this user.")
        private @Nullable String userId;

        @Option(
                names = "--conversation-id",
                paramLabel = "ID",
                required = true,
                description = "All of this conversation.")
        private @Nullable String conversationId;
    }

    /** Nobody erases by accident: one of them has to be said. */
    private static final class How {

        @Option(names = "--yes", required = true, description = "Erase it.")
        private boolean yes;

        @Option(names = "--dry-run", required = true, description = "Only count what would be erased.")
        @SuppressWarnings("unused") // read by picocli
        private boolean dryRun;
    }
}
