// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether a command asks again and again. A mixin. */
final class WatchOptions {

    private static final double MIN_SECONDS = 0.1;
    private static final double MAX_SECONDS = 86_400;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--watch",
            paramLabel = "SECONDS",
            arity = "0..1",
            fallbackValue = "2",
            description = "Ask again every so many seconds (${FALLBACK-VALUE}), until Ctrl-C.")
    private @Nullable Double seconds;

    /**
     * How often; null for once.
     *
     * @throws ParameterException for a value that is none
     */
    @Nullable
    Duration interval() {
        Double asked = seconds;
        if (asked == null) {
            return null;
        }
        if (command != null && !(asked >= MIN_SECONDS && asked <= MAX_SECONDS)) {
            throw new ParameterException(command.commandLine(), "--watch must be 0.1 to 86400, and not " + asked);
        }
        return Duration.ofMillis(Math.round(asked * 1_000));
    }
}
