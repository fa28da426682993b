// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import picocli.CommandLine.Option;

/** How a command prints its result. A mixin. */
public final class OutputOptions {

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    /** Whether one JSON document is asked for. */
    public boolean json() {
        return json;
    }

    /** Whether only the help is asked for; then the command does not run. */
    public boolean help() {
        return help;
    }
}
