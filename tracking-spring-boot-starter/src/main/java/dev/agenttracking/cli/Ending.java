// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import java.time.Duration;

/** The end of a command that goes on until somebody ends it. */
interface Ending extends AutoCloseable {

    /** Waits as long as that, or until the end comes; whether it has come. */
    boolean comesWithin(Duration wait) throws InterruptedException;

    @Override
    void close();

    /** Begins to listen for the end. */
    @FunctionalInterface
    interface Source {
        Ending listen();
    }
}
