// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a command prints what consists of rows. A mixin. */
final class FormatOptions {

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(names = "--csv", description = "Print comma-separated values, with a header.")
    private boolean csv;

    /** Whether JSON is asked for. */
    boolean json() {
        return output.json();
    }

    /**
     * Whether comma-separated values are asked for.
     *
     * @throws ParameterException where JSON is, too
     */
    boolean csv() {
        if (csv && output.json() && command != null) {
            throw new ParameterException(command.commandLine(), "--csv and --json exclude each other");
        }
        return csv;
    }
}
