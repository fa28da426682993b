// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import java.io.PrintWriter;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Says on the error stream that a command still works, from its first second on, and takes that away again when it is closed.
 * Where nobody looks at it, it says nothing.
 *
 * <p><b>Threading</b>: has a thread of its own.
 */
final class Progress implements AutoCloseable {

    private static final String CLEAR_LINE = "\r\u001B[K";
    private static final String[] WHEEL = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
    private static final long FIRST_MILLIS = 1_000;
    private static final long EACH_MILLIS = 100;

    private final PrintWriter err;
    private final @Nullable ScheduledExecutorService ticks;
    private final long startNanos = System.nanoTime();
    private String what = "asking the database";
    private int shown;
    private boolean closed;

    private Progress(PrintWriter err, boolean isSeen) {
        this.err = err;
        if (isSeen) {
            ticks = Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, "progress");
                thread.setDaemon(true);
                return thread;
            });
            ticks.scheduleWithFixedDelay(this::show, FIRST_MILLIS, EACH_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            ticks = null;
        }
    }

    static Progress of(Terminal terminal, PrintWriter err) {
        return new Progress(err, terminal.showsErrors());
    }

    /** One that somebody looks at. */
    static Progress seen(PrintWriter err) {
        return new Progress(err, true);
    }

    /** What it works at, in one line. */
    synchronized void at(String work) {
        what = work;
    }

    @Override
    public void close() {
        if (ticks != null) {
            ticks.shutdownNow();
        }
        synchronized (this) {
            closed = true;
            if (shown > 0) {
                err.print(CLEAR_LINE);
                err.flush();
                shown = 0;
            }
        }
    }

    private synchronized void show() {
        if (!closed) {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos);
            err.print(CLEAR_LINE + WHEEL[shown++ % WHEEL.length] + " " + what + ", " + seconds + " s");
            err.flush();
        }
    }
}
