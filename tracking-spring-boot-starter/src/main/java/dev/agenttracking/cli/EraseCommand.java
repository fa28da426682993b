// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ErasureReport;
import dev.agenttracking.analytics.ErasureRequest;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code erase}: takes all that is stored of a user or a conversation from the database. */
@Command(
        name = "erase",
        description =
                "Erases all that is stored of a user or a conversation. Run it again when applications have stored what"
                        + " they still hold.")
final class EraseCommand extends TrackingCommand {

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @ArgGroup(multiplicity = "1")
    private @Nullable Whose whose;

    @Option(names = "--vault-id", paramLabel = "ID", description = "Only in this vault.")
    private @Nullable String vaultId;

    @ArgGroup(multiplicity = "1")
    private @Nullable How how;

    EraseCommand(Shell shell) {
        super(shell);
    }

    @Override
    void run() throws Exception {
        ErasureRequest request = request(Objects.requireNonNull(whose));
        boolean erases = Objects.requireNonNull(how).yes;
        ErasureReport report;
        try (Progress progress = progress()) {
            progress.at(erases ? "erasing" : "counting");
            report = database().erase(erasure -> erases ? erasure.erase(request) : erasure.preview(request));
        }
        print(output, report, page(report, shell().terminal()));
    }

    private ErasureRequest request(Whose asked) {
        try {
            return new ErasureRequest(asked.userId, asked.conversationId, vaultId);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private static Page page(ErasureReport report, Terminal terminal) {
        ErasureRequest request = report.request();
        Page page = new Page(terminal)
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
