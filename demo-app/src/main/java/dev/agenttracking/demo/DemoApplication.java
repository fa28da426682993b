// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo;

import dev.agenttracking.demo.database.OwnDatabase;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The demo: a chat about a story on the web, or one command. */
@SpringBootApplication(proxyBeanMethods = false)
public class DemoApplication {

    /** Runs a command where the first argument is one, and the web application where there is none. */
    public static void main(String[] arguments) {
        if (arguments.length > 0 && isForCommandLine(arguments[0])) {
            System.exit(DemoCommandLine.execute(arguments));
        }
        start(arguments);
    }

    private static boolean isForCommandLine(String argument) {
        return !argument.startsWith("-") || argument.equals("--help") || argument.equals("-h");
    }

    /** Starts the web application. */
    static ConfigurableApplicationContext start(String... arguments) {
        SpringApplication application = new SpringApplication(DemoApplication.class);
        application.addInitializers(new OwnDatabase());
        return application.run(arguments);
    }
}
