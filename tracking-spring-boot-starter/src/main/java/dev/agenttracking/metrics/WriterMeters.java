// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.metrics;

import dev.agenttracking.writer.DropReason;
import dev.agenttracking.writer.ExecutionWriter;
import dev.agenttracking.writer.WriterCounts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What became of all executions that ended: {@code accepted = written + spilled + queued + dropped + dead_lettered} at every quiet
 * moment. Read from the writer when somebody asks, so that nothing is counted twice, nor on the way of an execution.
 *
 * <p><b>Threading</b>: thread-safe.
 */
public final class WriterMeters {

    private final ExecutionWriter writer;

    /** Makes meters of a writer. */
    public WriterMeters(ExecutionWriter writer) {
        this.writer = writer;
    }

    /** Adds them to a registry, if it has not those of another writer: of two, the first is measured. */
    public void bindTo(MeterRegistry registry) {
        if (registry.find(TrackingMeter.WRITER_ACCEPTED.getName()).meter() != null) {
            return;
        }
        counter(registry, TrackingMeter.WRITER_ACCEPTED, null, counts -> counts.accepted() - counts.undecided());
        gauge(registry, TrackingMeter.WRITER_QUEUED, counts -> counts.queued() - counts.undecided());
        gauge(registry, TrackingMeter.WRITER_UNDECIDED, WriterCounts::undecided);
        gauge(registry, TrackingMeter.WRITER_SPILLED, WriterCounts::spilled);
        counter(registry, TrackingMeter.WRITER_WRITTEN, null, WriterCounts::written);
        counter(registry, TrackingMeter.WRITER_DEAD_LETTERED, null, WriterCounts::deadLettered);
        counter(registry, TrackingMeter.WRITER_HANDED_OVER, null, WriterCounts::handedOver);
        for (DropReason reason : DropReason.values()) {
            counter(
                    registry,
                    TrackingMeter.WRITER_DROPPED,
                    reason.name().toLowerCase(Locale.ROOT),
                    counts -> counts.dropped().getOrDefault(reason, 0L));
        }
        counter(registry, TrackingMeter.WRITER_FAILURES, null, WriterCounts::failures);
        Gauge.builder(TrackingMeter.WRITER_SPILL_SIZE.getName(), writer, ExecutionWriter::spilledBytes)
                .description(TrackingMeter.WRITER_SPILL_SIZE.description())
                .baseUnit(TrackingMeter.WRITER_SPILL_SIZE.getBaseUnit())
                .register(registry);
    }

    private void counter(
            MeterRegistry registry,
            TrackingMeter meter,
            @Nullable String reason,
            ToDoubleFunction<WriterCounts> value) {
        FunctionCounter.Builder<ExecutionWriter> counter = FunctionCounter.builder(
                        meter.getName(), writer, asked -> value.applyAsDouble(asked.counts()))
                .description(meter.description())
                .baseUnit(meter.getBaseUnit());
        if (reason != null) {
            counter.tag("reason", reason);
        }
        counter.register(registry);
    }

    private void gauge(MeterRegistry registry, TrackingMeter meter, ToDoubleFunction<WriterCounts> value) {
        Gauge.builder(meter.getName(), writer, asked -> value.applyAsDouble(asked.counts()))
                .description(meter.description())
                .baseUnit(meter.getBaseUnit())
                .register(registry);
    }
}
