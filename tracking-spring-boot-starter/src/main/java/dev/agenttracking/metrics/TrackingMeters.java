// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The meters of an application, each made when it is first needed and then kept. Until they are bound to a registry nothing is
 * measured.
 *
 * <p><b>Threading</b>: thread-safe.
 */
public final class TrackingMeters {

    private final boolean histograms;
    private final BoundedTags tags;
    private final ConcurrentMap<Key, Meter> meters = new ConcurrentHashMap<>();
    private volatile @Nullable MeterRegistry registry;

    /**
     * Makes meters.
     *
     * @param histograms whether timers and summaries have buckets
     * @param mostTagValues how many values a tag may have; what comes after them is one
     */
    public TrackingMeters(boolean histograms, int mostTagValues) {
        this.histograms = histograms;
        this.tags = new BoundedTags(mostTagValues);
    }

    /** From now on all is measured there. */
    public void bindTo(MeterRegistry bound) {
        registry = bound;
    }

    boolean areBound() {
        return registry != null;
    }

    /** Whether somebody else has a counter of this name. */
    boolean isCountedElsewhere(TrackingMeter meter) {
        MeterRegistry present = registry;
        return present != null && present.find(meter.getName()).counter() != null;
    }

    void time(TrackingMeter meter, long nanos, @Nullable String... values) {
        MeterRegistry present = registry;
        if (present != null) {
            Timer timer = (Timer) meter(meter, values, all -> newTimer(present, meter, all));
            timer.record(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        }
    }

    void summarize(TrackingMeter meter, double amount, @Nullable String... values) {
        MeterRegistry present = registry;
        if (present != null) {
            DistributionSummary summary =
                    (DistributionSummary) meter(meter, values, all -> newSummary(present, meter, all));
            summary.record(amount);
        }
    }

    void count(TrackingMeter meter, double amount, @Nullable String... values) {
        MeterRegistry present = registry;
        if (present != null) {
            Counter counter = (Counter) meter(
                    meter,
                    values,
                    all -> Counter.builder(meter.getName())
                            .description(meter.description())
                            .baseUnit(meter.getBaseUnit())
                            .tags(all)
                            .register(present));
            counter.increment(amount);
        }
    }

    private Timer newTimer(MeterRegistry present, TrackingMeter meter, List<Tag> all) {
        Timer.Builder builder =
                Timer.builder(meter.getName()).description(meter.description()).tags(all);
        return (histograms ? builder.serviceLevelObjectives(meter.buckets().durations()) : builder).register(present);
    }

    private DistributionSummary newSummary(MeterRegistry present, TrackingMeter meter, List<Tag> all) {
        DistributionSummary.Builder builder = DistributionSummary.builder(meter.getName())
                .description(meter.description())
                .baseUnit(meter.getBaseUnit())
                .tags(all);
        return (histograms ? builder.serviceLevelObjectives(meter.buckets().bounds()) : builder).register(present);
    }

    /** The values in the order of the meter's tags. */
    private Meter meter(TrackingMeter meter, @Nullable String[] values, Maker maker) {
        List<String> bounded = new ArrayList<>(values.length);
        for (int i = 0; i < values.length; i++) {
            bounded.add(tags.bound(meter.tags().get(i), values[i]));
        }
        Key key = new Key(meter, bounded);
        Meter known = meters.get(key);
        return known != null ? known : meters.computeIfAbsent(key, absent -> maker.make(tagsOf(absent)));
    }

    private static List<Tag> tagsOf(Key key) {
        List<Tag> all = new ArrayList<>();
        for (int i = 0; i < key.values.size(); i++) {
            all.add(Tag.of(key.meter.tags().get(i).asString(), key.values.get(i)));
        }
        return all;
    }

    private record Key(TrackingMeter meter, List<String> values) {}

    private interface Maker {
        Meter make(List<Tag> tags);
    }
}
