// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo;

import dev.agenttracking.cli.TrackingCommandLine;
import dev.agenttracking.demo.chat.ChatCommand;
import dev.agenttracking.demo.database.DemoDatabase;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The commands: the library's, which start no Spring context, and the demo's chat. */
final class DemoCommandLine {

    private DemoCommandLine() {}

    /** Runs a command and returns the exit code. */
    static int execute(String... arguments) {
        System.setProperty("logback.configurationFile", "logback-command.xml");
        Logger.getLogger("").setLevel(Level.WARNING);
        DemoDatabase database = new DemoDatabase();
        return TrackingCommandLine.create("demo-app", database, new ChatCommand(DemoApplication.class, database))
                .execute(arguments);
    }
}
