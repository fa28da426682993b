// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * The commands over a tracking database, as a program of any name or as a part of one.
 *
 * <pre>{@code
 * System.exit(TrackingCommandLine.create("agents", DefaultDatabase.at(url, user, password)).execute(arguments));
 *
 * CommandLine tool = new CommandLine(new MyTool());
 * tool.addSubcommand("agents", TrackingCommandLine.create("agents", database));  // mytool agents failed
 * TrackingCommandLine.addTo(tool, database);                                     // mytool failed
 * }</pre>
 *
 * <p>Exit codes: 0 fine, also an empty result; 1 an id or agent that does not exist, an unreachable database, any failure; 2
 * wrong usage, a malformed id or value included. Standard output carries only the result, in UTF-8; an error is one line on the
 * error stream and at most one hint. What other commands of a program fail with is the program's own to tell, and so is wrong usage
 * that a program's own {@link CommandLine} finds while it parses.
 */
public final class TrackingCommandLine {

    private TrackingCommandLine() {}

    /**
     * A command line of its own, with a help that lists the commands.
     *
     * @param programName how the user calls the program, for its help
     * @param database asked by commands that are not told which
     * @param moreCommands the program's own, as picocli takes them
     */
    public static CommandLine create(String programName, DefaultDatabase database, Object... moreCommands) {
        return create(programName, Shell.of(database), moreCommands);
    }

    /**
     * Adds the commands to those of another command line. It keeps its own handling of wrong usage and of failures.
     *
     * @param commandLine the program's, or one of its commands
     * @param database asked by commands that are not told which
     */
    public static void addTo(CommandLine commandLine, DefaultDatabase database) {
        addTo(commandLine, Shell.of(database));
    }

    static CommandLine create(String programName, Shell shell, Object... moreCommands) {
        CommandSpec root = CommandSpec.forAnnotatedObject(new Root()).name(programName);
        CommandLine commandLine = new CommandLine(root);
        for (Object command : moreCommands) {
            commandLine.addSubcommand(command);
        }
        addTo(commandLine, shell);
        return prepared(commandLine, shell);
    }

    /** Gives a command line, and all commands that it has by now, the streams and the handling of errors. */
    static CommandLine prepared(CommandLine commandLine, Shell shell) {
        return streams(commandLine, shell)
                .setParameterExceptionHandler((wrong, arguments) -> Errors.wrongUsage(wrong))
                .setExecutionExceptionHandler((failure, command, parsed) -> Errors.failure(failure, command));
    }

    private static void addTo(CommandLine commandLine, Shell shell) {
        for (TrackingCommand command : commands(shell)) {
            commandLine.addSubcommand(streams(new CommandLine(command), shell));
        }
        commandLine.addSubcommand(streams(new CommandLine(new CompletionCommand()), shell));
    }

    private static List<TrackingCommand> commands(Shell shell) {
        return List.of(
                new TrackingStatsCommand(shell),
                new StagesCommand(shell),
                new UsageCommand(shell),
                new CompareCommand(shell),
                new RecentCommand(shell),
                new FailedCommand(shell),
                new SlowCommand(shell),
                new PoorResponsesCommand(shell),
                new HeaviestCommand(shell),
                new SearchCommand(shell),
                new TailCommand(shell),
                new ViewExecutionCommand(shell),
                new TimelineCommand(shell),
                new CallChainCommand(shell),
                new LlmCommand(shell),
                new SideBySideCommand(shell),
                new DebugAgentCommand(shell),
                new NotInvokedCommand(shell),
                new NotReachedCommand(shell),
                new RollupCommand(shell),
                new EraseCommand(shell));
    }

    private static CommandLine streams(CommandLine commandLine, Shell shell) {
        return commandLine
                .setOut(writer(FileDescriptor.out))
                .setErr(writer(FileDescriptor.err))
                .setUsageHelpWidth(shell.terminal().columns())
                .setColorScheme(Help.defaultColorScheme(shell.terminal().ansi()));
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
