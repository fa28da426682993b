// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

/** A thread of the writer: what it ends itself must not wait for it. */
abstract class OwnThread extends Thread {

    OwnThread(String name) {
        super(name);
        setDaemon(true);
    }

    /** One consumer at a time, also where the one before hangs in its store. */
    static void waitFor(Thread predecessor) {
        while (predecessor.isAlive()) {
            try {
                predecessor.join();
            } catch (InterruptedException e) {
                // Only the end of the other one matters.
            }
        }
    }
}
