// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command over a tracking database. What goes wrong in it is told by itself, whatever program it is part of. */
abstract class TrackingCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final DatabaseOptions database;

    @Spec
    private @Nullable CommandSpec command;

    TrackingCommand(Shell shell) {
        this.shell = shell;
        database = new DatabaseOptions(shell.database(), shell.environment());
    }

    @Override
    public final Integer call() {
        try {
            run();
            return CommandLine.ExitCode.OK;
        } catch (ParameterException wrong) {
            return Errors.wrongUsage(wrong);
        } catch (Exception failure) {
            return Errors.failure(failure, commandLine());
        }
    }

    /** Does what it is for. */
    abstract void run() throws Exception;

    final Shell shell() {
        return shell;
    }

    final DatabaseOptions database() {
        return database;
    }

    /** Answers from the database. */
    final <T> T ask(DatabaseOptions.Question<T> question) throws Exception {
        try (Progress progress = progress()) {
            return database.ask(question);
        }
    }

    /**
     * Does something again and again, over one connection, until somebody ends it or nobody reads on.
     *
     * @param first what is done at once gives what is done afterwards
     */
    final void untilEnded(Duration interval, DatabaseOptions.Question<Runnable> first) throws Exception {
        try (Ending ending = shell.endings().listen();
                Progress connecting = progress()) {
            try {
                database.ask(analytics -> {
                    connecting.close();
                    Runnable again = first.answer(analytics);
                    while (!out().checkError() && !ending.comesWithin(interval)) {
                        again.run();
                    }
                    return again;
                });
            } catch (Exception e) {
                // Ctrl-C also ends what this process has started, be it the database.
                if (!ending.comesWithin(Duration.ZERO)) {
                    throw e;
                }
            }
        }
    }

    /** Tells people that something takes long, until it is closed. */
    final Progress progress() {
        return Progress.of(shell.terminal(), commandLine().getErr());
    }

    /** Prints JSON where it is asked for, and otherwise a page. */
    final void print(OutputOptions output, Object json, Page page) {
        if (output.json()) {
            out().println(JsonText.document(json));
        } else {
            out().print(page);
        }
        out().flush();
    }

    final ParameterException wrong(String message) {
        return new ParameterException(commandLine(), message);
    }

    final PrintWriter out() {
        return commandLine().getOut();
    }

    private CommandLine commandLine() {
        if (command == null) {
            throw new IllegalStateException("not run by picocli");
        }
        return command.commandLine();
    }
}
