// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * The commands over a tracking database, for a program of any name.
 *
 * <p>Exit codes: 0 fine, also an empty result; 1 an id or agent that does not exist, an unreachable database, any failure; 2
 * wrong usage, a malformed id or value included. Standard output carries only the result, in UTF-8; an error is one line on the
 * error stream and at most one hint.
 */
public final class TrackingCommandLine {

    private TrackingCommandLine() {}

    /**
     * The command line.
     *
     * @param programName how the user calls the program, for its help
     * @param database asked by commands that are not told which
     * @param moreCommands the program's own, as picocli takes them
     */
    public static CommandLine create(String programName, DefaultDatabase database, Object... moreCommands) {
        CommandSpec root = CommandSpec.forAnnotatedObject(new Root()).name(programName);
        CommandLine commandLine = new CommandLine(root);
        for (Object command : moreCommands) {
            commandLine.addSubcommand(command);
        }
        commandLine.addSubcommand(new TrackingStatsCommand(new DatabaseOptions(database)));
        commandLine.addSubcommand(new ViewExecutionCommand(new DatabaseOptions(database)));
        commandLine.addSubcommand(new DebugAgentCommand(new DatabaseOptions(database)));
        commandLine.addSubcommand(new EraseCommand(new DatabaseOptions(database)));
        return prepared(commandLine);
    }

    /** Gives a command line, and all commands that it has by now, the streams and the handling of errors. */
    static CommandLine prepared(CommandLine commandLine) {
        return commandLine
                .setOut(writer(FileDescriptor.out))
                .setErr(writer(FileDescriptor.err))
                .setUsageHelpWidth(Terminal.width())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Errors::wrongUsage)
                .setExecutionExceptionHandler(Errors::failure);
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    @Command(description = "Asks what tracked agents did, and why they did not.", synopsisSubcommandLabel = "COMMAND")
    private static final class Root {

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Show this help.")
        @SuppressWarnings("unused") // read by picocli
        private boolean help;
    }
}
