// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.annotation.ExecutionStatus;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which executions a command is about: those of the last day, unless it is told otherwise. A mixin. */
final class FilterOptions {

    private static final double DEFAULT_HOURS = 24;
    private static final double MAX_HOURS = 24 * 366 * 100.0;
    private static final long HOUR_SECONDS = 3_600;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(names = "--agent", paramLabel = "NAME", description = "Only of this agent.")
    private @Nullable String agent;

    @Option(names = "--method", paramLabel = "NAME", description = "Only of methods of this name.")
    private @Nullable String method;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            converter = StatusConverter.class,
            completionCandidates = StatusConverter.Names.class,
            description = "Only with this status: ${COMPLETION-CANDIDATES}.")
    private @Nullable ExecutionStatus status;

    @Option(names = "--vault-id", paramLabel = "ID", description = "Only in this vault.")
    private @Nullable String vaultId;

    @Option(names = "--conversation-id", paramLabel = "ID", description = "Only in this conversation.")
    private @Nullable String conversationId;

    @Option(names = "--user-id", paramLabel = "ID", description = "Only for this user.")
    private @Nullable String userId;

    @Option(names = "--tag", paramLabel = "TAG", description = "Only with this tag.")
    private @Nullable String tag;

    @Option(names = "--model", paramLabel = "NAME", description = "Only whose last call went to this model.")
    private @Nullable String model;

    @Option(
            names = "--error-type",
            paramLabel = "CLASS",
            description = "Only with this exception, by the full name of its class.")
    private @Nullable String errorType;

    @Option(
            names = "--service-version",
            paramLabel = "VERSION",
            description = "Only of this version of the application.")
    private @Nullable String serviceVersion;

    @Option(
            names = "--hours",
            paramLabel = "HOURS",
            description = "How far back to look, from --until if that is given (default: 24).")
    private @Nullable Double hours;

    @Option(
            names = "--since",
            paramLabel = "MOMENT",
            converter = MomentConverter.class,
            description = "Only from this moment on: 2026-11-30, or 2026-11-30T14:00, in UTC unless it has an offset.")
    private @Nullable Instant since;

    @Option(
            names = "--until",
            paramLabel = "MOMENT",
            converter = MomentConverter.class,
            description = "Only before this moment.")
    private @Nullable Instant until;

    /**
     * The filter.
     *
     * @throws ParameterException where options contradict each other
     */
    ExecutionFilter filter(Instant now) {
        return ExecutionFilter.all()
                .withAgent(agent)
                .withMethod(method)
                .withStatus(status)
                .withVaultId(vaultId)
                .withConversationId(conversationId)
                .withUserId(userId)
                .withTag(tag)
                .withModel(model)
                .withErrorType(errorType)
                .withServiceVersion(serviceVersion)
                .between(from(now), until);
    }

    private Instant from(Instant now) {
        Instant first = since;
        Instant end = until == null ? now : until;
        if (first == null) {
            return end.minus(hours());
        }
        if (hours != null) {
            throw wrong("--since and --hours exclude each other");
        }
        if (until != null && !first.isBefore(until)) {
            throw wrong("--since must be before --until");
        }
        return first;
    }

    private Duration hours() {
        double asked = hours == null ? DEFAULT_HOURS : hours;
        if (!(asked > 0 && asked <= MAX_HOURS)) {
            throw wrong("--hours must be more than 0 and at most " + (long) MAX_HOURS + ", and not " + asked);
        }
        return Duration.ofSeconds(Math.max(1, Math.round(asked * HOUR_SECONDS)));
    }

    private ParameterException wrong(String message) {
        if (command == null) {
            throw new IllegalStateException("not run by picocli");
        }
        return new ParameterException(command.commandLine(), message);
    }
}
