// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.TimeSource;

/**
 * Whether the store is asked at all. A failure opens it: then one thread tries again, after waits that get longer, and all others
 * wait until that succeeds.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class Circuit {

    private final TimeSource time;
    private final Backoff backoff = new Backoff();
    private boolean open = true;
    private boolean failing;
    private long nextNanos;

    /** Open, with a first attempt that is due. */
    Circuit(TimeSource time) {
        this.time = time;
        this.nextNanos = time.nanos();
    }

    /** Whether batches may be stored. */
    synchronized boolean isClosed() {
        return !open;
    }

    /** Whether the last attempt has failed. */
    synchronized boolean isFailing() {
        return failing;
    }

    synchronized StoreState state() {
        if (failing) {
            return StoreState.FAILING;
        }
        return open ? StoreState.UNTRIED : StoreState.WRITING;
    }

    /** How long it takes until the next attempt is due. */
    synchronized long untilDueNanos() {
        return open ? nextNanos - time.nanos() : 0;
    }

    /** Returns whether it is the first failure after successes. */
    synchronized boolean failed() {
        boolean first = !failing;
        failing = true;
        open = true;
        nextNanos = time.nanos() + backoff.nextNanos();
        return first;
    }

    /** The same where nobody knows what time it is. */
    synchronized void open() {
        failing = true;
        open = true;
    }

    /** The store is ready to be asked. */
    synchronized void close() {
        open = false;
    }

    /** Something is stored. Returns whether there were failures before. */
    synchronized boolean succeeded() {
        boolean recovered = failing;
        failing = false;
        open = false;
        backoff.reset();
        return recovered;
    }
}
