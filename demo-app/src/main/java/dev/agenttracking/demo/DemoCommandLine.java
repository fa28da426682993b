// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo;

import dev.agenttracking.demo.chat.ChatCommand;
import dev.agenttracking.demo.database.DatabaseUnavailableException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands. Those that only read start no Spring context. */
final class DemoCommandLine {

    private static final String LOGBACK_FILE = "logback.configurationFile";

    private DemoCommandLine() {}

    /** Runs a command and returns the exit code. */
    static int execute(String... arguments) {
        System.setProperty(LOGBACK_FILE, "logback-command.xml");
        Logger.getLogger("").setLevel(Level.WARNING);
        return create().execute(arguments);
    }

    static CommandLine create() {
        CommandLine commands = new CommandLine(new Commands());
        commands.addSubcommand(new ChatCommand(DemoApplication.class));
        commands.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        commands.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        commands.setExecutionExceptionHandler(DemoCommandLine::failed);
        return commands;
    }

    private static int failed(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        command.getErr().println(failure.getMessage());
        if (failure instanceof DatabaseUnavailableException unavailable) {
            command.getErr().println(unavailable.remedy());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    @Command(name = "demo-app", description = "A chat about a story, and what its agents did.")
    private static final class Commands {}
}
