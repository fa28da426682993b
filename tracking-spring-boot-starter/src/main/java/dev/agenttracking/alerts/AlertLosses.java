// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.alerts;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongSupplier;

/** How many executions were lost lately, by samples of a figure that only grows. */
final class AlertLosses {

    private final LongSupplier lost;
    private final Duration longest;
    private final Deque<Sample> samples = new ArrayDeque<>();

    /**
     * Begins to count now.
     *
     * @param longest how far back is ever asked
     */
    AlertLosses(LongSupplier lost, Duration longest, Instant now) {
        this.lost = lost;
        this.longest = longest;
        samples.add(new Sample(now, lost.getAsLong()));
    }

    /** Looks again. */
    void sample(Instant now) {
        setBack(Duration.between(now, samples.getLast().at));
        Sample sample = new Sample(now, lost.getAsLong());
        if (isSince(sample.lost)) {
            samples.removeLast();
        }
        samples.addLast(sample);
        // One sample that is older stays, to count from.
        while (samples.size() > 2 && secondAt().isBefore(now.minus(longest))) {
            samples.removeFirst();
        }
    }

    /** With the clock, if that is: else what was lost before would count until it has caught up. */
    private void setBack(Duration by) {
        if (!by.isNegative() && !by.isZero()) {
            List<Sample> before = List.copyOf(samples);
            samples.clear();
            before.forEach(each -> samples.addLast(new Sample(each.at.minus(by), each.lost)));
        }
    }

    int samples() {
        return samples.size();
    }

    /** Whether the figure has been this for two samples: of such a time the first and the last are enough. */
    private boolean isSince(long figure) {
        Iterator<Sample> latest = samples.descendingIterator();
        return latest.next().lost == figure && latest.hasNext() && latest.next().lost == figure;
    }

    /** How many were lost within a time before the last look. */
    long within(Duration window) {
        Sample last = samples.getLast();
        Instant from = last.at.minus(window);
        Sample base = samples.getFirst();
        for (Sample each : samples) {
            if (each.at.isAfter(from)) {
                break;
            }
            base = each;
        }
        return last.lost - base.lost;
    }

    private Instant secondAt() {
        Sample first = samples.removeFirst();
        Instant second = samples.getFirst().at;
        samples.addFirst(first);
        return second;
    }

    private record Sample(Instant at, long lost) {}
}
