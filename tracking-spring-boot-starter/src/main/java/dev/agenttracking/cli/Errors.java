// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.AnalyticsException;
import dev.agenttracking.analytics.NoTrackingTablesException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Turns what goes wrong into one line, at most one hint, and an exit code. */
final class Errors {

    private Errors() {}

    static int wrongUsage(CommandLine.ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        print(command, messageOf(wrong), "See '" + command.getCommandSpec().qualifiedName() + " --help'");
        return CommandLine.ExitCode.USAGE;
    }

    static int failure(Exception failure, CommandLine command) {
        print(command, messageOf(failure), hintFor(failure));
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static void print(CommandLine command, String message, @Nullable String hint) {
        PrintWriter err = command.getErr();
        err.println(DisplayText.oneLine(message));
        if (hint != null) {
            err.println(DisplayText.oneLine(hint));
        }
        err.flush();
    }

    private static @Nullable String hintFor(Exception failure) {
        if (failure instanceof CommandFailedException told) {
            return told.hint();
        }
        if (failure instanceof NoTrackingTablesException) {
            return "Run an application with tracking on against it first, or name another database with --url";
        }
        return failure instanceof AnalyticsException ? "Is it the right database? --url names another" : null;
    }

    private static String messageOf(Exception failure) {
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            return failure.getClass().getSimpleName();
        }
        boolean told = failure instanceof CommandFailedException
                || failure instanceof AnalyticsException
                || failure instanceof CommandLine.ParameterException;
        return told ? message : failure.getClass().getSimpleName() + ": " + message;
    }
}
