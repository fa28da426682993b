// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.alerts;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all rules again and again, on a thread of its own.
 *
 * <p><b>Threading</b>: started and stopped by one thread at a time; can be started again.
 */
public final class AlertWatch {

    private static final Logger log = LoggerFactory.getLogger(AlertWatch.class);
    private static final long STOP_MILLIS = 1_000;

    private final AlertEvaluator evaluator;
    private final Supplier<AlertDuty> duty;
    private final InstantSource clock;
    private final Duration interval;
    private volatile @Nullable Thread thread;
    private boolean asksInVain;

    /**
     * Makes a watch.
     *
     * @param duty whether this instance sees to what all of them record; asked each time, and may ask the database
     */
    public AlertWatch(AlertEvaluator evaluator, Supplier<AlertDuty> duty, InstantSource clock, Duration interval) {
        this.evaluator = evaluator;
        this.duty = duty;
        this.clock = clock;
        this.interval = interval;
    }

    /** Begins; the first look is an interval later. */
    public void start() {
        if (thread == null) {
            Thread started = new Thread(this::run, "tracking-alerts");
            started.setDaemon(true);
            thread = started;
            started.start();
        }
    }

    /** Ends, and lets go of a question that takes long. */
    public void stop() throws InterruptedException {
        Thread running = thread;
        if (running != null) {
            thread = null;
            running.interrupt();
            running.join(STOP_MILLIS);
        }
    }

    /** Whether it looks. */
    public boolean isRunning() {
        return thread != null;
    }

    /** Until it is stopped: that its thread was interrupted, a listener may keep to itself. */
    private void run() {
        while (thread == Thread.currentThread()) {
            try {
                TimeUnit.NANOSECONDS.sleep(interval.toNanos());
                evaluator.evaluate(clock.instant(), duty());
            } catch (InterruptedException stopped) {
                // The loop knows.
            } catch (Throwable fault) {
                log.debug("Looking at alerts has failed", fault);
            }
        }
    }

    private AlertDuty duty() {
        try {
            AlertDuty answer = duty.get();
            asksInVain = false;
            return answer;
        } catch (RuntimeException fault) {
            if (!asksInVain && !Thread.currentThread().isInterrupted()) {
                log.warn(
                        "Alerts are not looked at, but for this process's losses, until the store can be asked: {}",
                        String.valueOf(fault.getMessage()).lines().findFirst().orElse(""));
            }
            asksInVain = true;
            log.debug("Nobody knows which instance sees to alerts", fault);
            return AlertDuty.UNKNOWN;
        }
    }
}
