// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The demo: a chat about a story on the web, or one command. */
@SpringBootApplication(proxyBeanMethods = false)
public class DemoApplication {

    /** Runs a command where the first argument is one, and the web application where there is none. */
    public static void main(String[] args) {
        SpringApplication.run(DemoApplication.class, args);
    }
}
