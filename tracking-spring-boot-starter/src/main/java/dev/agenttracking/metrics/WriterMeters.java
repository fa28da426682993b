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

    private static final String EXECUTIONS = "executions";

    private final ExecutionWriter writer;

    /** Makes meters of a writer. */
    public WriterMeters(ExecutionWriter writer) {
        this.writer = writer;
    }

    /** Adds them to a registry, if it has not those of another writer: of two, the first is measured. */
    public void bindTo(MeterRegistry registry) {
        if (registry.find(Name.ACCEPTED.meter).meter() != null) {
            return;
        }
        counter(registry, Name.ACCEPTED, null, counts -> counts.accepted() - counts.undecided());
        gauge(registry, Name.QUEUED, counts -> counts.queued() - counts.undecided());
        gauge(registry, Name.UNDECIDED, WriterCounts::undecided);
        gauge(registry, Name.SPILLED, WriterCounts::spilled);
        counter(registry, Name.WRITTEN, null, WriterCounts::written);
        counter(registry, Name.DEAD_LETTERED, null, WriterCounts::deadLettered);
        counter(registry, Name.HANDED_OVER, null, WriterCounts::handedOver);
        for (DropReason reason : DropReason.values()) {
            counter(
                    registry,
                    Name.DROPPED,
                    reason.name().toLowerCase(Locale.ROOT),
                    counts -> counts.dropped().getOrDefault(reason, 0L));
        }
        counter(registry, Name.FAILURES, null, WriterCounts::failures);
        Gauge.builder(Name.SPILL_SIZE.meter, writer, ExecutionWriter::spilledBytes)
                .description(Name.SPILL_SIZE.description)
                .baseUnit(Name.SPILL_SIZE.unit)
                .register(registry);
    }

    private void counter(
            MeterRegistry registry, Name name, @Nullable String reason, ToDoubleFunction<WriterCounts> value) {
        FunctionCounter.Builder<ExecutionWriter> counter = FunctionCounter.builder(
                        name.meter, writer, asked -> value.applyAsDouble(asked.counts()))
                .description(name.description)
                .baseUnit(name.unit);
        if (reason != null) {
            counter.tag("reason", reason);
        }
        counter.register(registry);
    }

    private void gauge(MeterRegistry registry, Name name, ToDoubleFunction<WriterCounts> value) {
        Gauge.builder(name.meter, writer, asked -> value.applyAsDouble(asked.counts()))
                .description(name.description)
                .baseUnit(name.unit)
                .register(registry);
    }

    /** What the meters are called. */
    private enum Name {
        ACCEPTED(
                "accepted",
                EXECUTIONS,
                "Executions that ended, and those found in files of processes that are no more"),
        QUEUED("queued", EXECUTIONS, "Of those accepted, those that wait in memory now"),
        UNDECIDED("undecided", EXECUTIONS, "Executions in the queue that sampling may leave out; not accepted yet"),
        SPILLED("spilled", EXECUTIONS, "Of those accepted, those that wait on disk now"),
        WRITTEN("written", EXECUTIONS, "Of those accepted, those in the store"),
        DEAD_LETTERED("dead_lettered", EXECUTIONS, "Of those accepted, those that the store refused and keeps aside"),
        HANDED_OVER(
                "handed_over",
                EXECUTIONS,
                "Of those accepted, those left in files at a stop that were gone at the next start"),
        DROPPED("dropped", EXECUTIONS, "Of those accepted, those that are lost"),
        FAILURES("failures", "attempts", "Attempts to reach the store, or to write a batch, that failed"),
        SPILL_SIZE("spill.size", "bytes", "Files of executions that wait to be stored");

        private final String meter;
        private final String unit;
        private final String description;

        Name(String name, String unit, String description) {
            this.meter = "tracking.writer." + name;
            this.unit = unit;
            this.description = description;
        }
    }
}
