// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.AgentDiagnosis;
import dev.agenttracking.analytics.AgentDiagnosis.Outcome;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code debug-agent}: why an agent did not run, or how it went. */
@Command(name = "debug-agent", description = "Says why an agent did not run, or how it went.")
final class DebugAgentCommand extends TrackingCommand {

    private static final int REASON_LINES = 2;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(paramLabel = "AGENT", description = "The agent's name.")
    private @Nullable String agent;

    @Option(names = "--conversation-id", paramLabel = "ID", description = "Only in this conversation.")
    private @Nullable String conversationId;

    @Option(names = "--vault-id", paramLabel = "ID", description = "Only in this vault.")
    private @Nullable String vaultId;

    DebugAgentCommand(Shell shell) {
        super(shell);
    }

    @Override
    void run() throws Exception {
        String asked = Objects.requireNonNull(agent);
        AgentDiagnosis diagnosis = ask(analytics -> analytics.debugWhyAgentDidntFire(asked, conversationId, vaultId));
        boolean isKnown = diagnosis.status() != AgentDiagnosis.Status.NEVER_REGISTERED;
        if (isKnown || output.json()) {
            print(output, diagnosis, page(diagnosis, shell().terminal()));
        }
        if (!isKnown) {
            throw new CommandFailedException(diagnosis.message(), null);
        }
    }

    private static Page page(AgentDiagnosis diagnosis, Terminal terminal) {
        String status = diagnosis.status().name().toLowerCase(Locale.ROOT);
        Page page = new Page(terminal)
                .line(diagnosis.message())
                .line("")
                .field("Status", diagnosis.reason() == null ? status : status + " (" + diagnosis.reason() + ")");
        if (!diagnosis.outcomes().isEmpty()) {
            page.heading("What happened, newest first");
            for (Outcome outcome : diagnosis.outcomes()) {
                page.entry("  " + outcome.at().truncatedTo(ChronoUnit.MILLIS) + "  ", summary(outcome));
                if (outcome.reason() != null) {
                    page.excerpt("  ", outcome.reason(), REASON_LINES);
                }
                page.entry("    ", details(outcome));
            }
        }
        return page;
    }

    private static String summary(Outcome outcome) {
        return outcome.status()
                + (outcome.reasonCode() == null || outcome.reasonCode().equals(outcome.status())
                        ? ""
                        : " (" + outcome.reasonCode() + ")")
                + (outcome.score() == null ? "" : ", score " + number(outcome.score()))
                + (outcome.rank() == null ? "" : ", rank " + outcome.rank());
    }

    private static String details(Outcome outcome) {
        return (outcome.decidedBy() == null ? "execution " : "decided by " + outcome.decidedBy() + ", execution ")
                + outcome.executionId();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
