// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionFilter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How much a command shows. A mixin. */
final class LimitOptions {

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--limit",
            paramLabel = "COUNT",
            defaultValue = "50",
            description = "How many at most, 1 to " + ExecutionFilter.MAX_LIMIT + " (default: ${DEFAULT-VALUE}).")
    private int limit;

    /**
     * The same filter for so many.
     *
     * @throws ParameterException for a number that is none
     */
    ExecutionFilter of(ExecutionFilter filter) {
        if (command != null && (limit < 1 || limit > ExecutionFilter.MAX_LIMIT)) {
            throw new ParameterException(
                    command.commandLine(), "--limit must be 1 to " + ExecutionFilter.MAX_LIMIT + ", and not " + limit);
        }
        return filter.withLimit(limit);
    }
}
