// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.writer.DropReason;
import dev.agenttracking.writer.EncodedBatch;
import dev.agenttracking.writer.EncodedRecord;
import dev.agenttracking.writer.EncodedRecordSink;
import dev.agenttracking.writer.ExecutionWriter;
import dev.agenttracking.writer.RecordBatch;
import dev.agenttracking.writer.RecordEncoder;
import dev.agenttracking.writer.RecordSink;
import dev.agenttracking.writer.RejectedRecordException;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

/** What the meters say of the writer, in an application. */
@ExtendWith(OutputCaptureExtension.class)
class WriterMetersTest {

    private static final String PREFIX = "tracking.writer.";

    @TempDir
    private Path directory;

    @Test
    void accountForEveryExecutionWhileTheStoreIsAwayAndAfterwards() {
        FaultySink sink = new FaultySink();
        contexts()
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withBean(FaultySink.class, () -> sink)
                .withPropertyValues(
                        "tracking.writer.queue-capacity=64",
                        "tracking.writer.batch-size=16",
                        "tracking.writer.buffer-size=1MB",
                        "tracking.writer.spill.max-size=1MB",
                        "tracking.writer.flush-interval=2ms")
                .run(context -> {
                    int calls = 0;
                    double accepted = 0;
                    while (calls < 500 || value(context, "spilled") == 0) {
                        run(context);
                        calls++;
                        double now = value(context, "accepted");
                        assertThat(now).isGreaterThanOrEqualTo(accepted);
                        accepted = now;
                        assertThat(calls).as("calls, and none is on disk").isLessThan(1_000_000);
                    }
                    int all = calls;
                    await().untilAsserted(() -> {
                        assertThat(value(context, "failures")).isPositive();
                        assertAccountsFor(context, all);
                    });
                    assertThat(value(context, "spill.size"))
                            .isGreaterThan(value(context, "spilled") * FaultySink.RECORD_BYTES)
                            .isLessThanOrEqualTo(1 << 20);
                    assertThat(value(context, "queued")).isGreaterThan(64);
                    assertThat(dropped(context, DropReason.QUEUE_FULL) + dropped(context, DropReason.SPILL_FULL))
                            .isPositive();
                    assertThat(value(context, "written")).isZero();

                    sink.away = false;
                    await().until(() -> value(context, "queued") + value(context, "spilled") == 0);
                    assertAccountsFor(context, all);
                    assertThat(value(context, "written"))
                            .isEqualTo(sink.stored.get())
                            .isPositive();
                    assertThat(value(context, "dead_lettered")).isEqualTo(FaultySink.LETTERS);
                    assertThat(dropped(context, DropReason.REJECTED)).isEqualTo(1);
                    await().untilAsserted(() ->
                            assertThat(value(context, "spill.size")).isZero());
                });
    }

    @Test
    void takeNothingBackWhenSamplingLeavesOutWhatWaited() {
        BlockedSink sink = new BlockedSink();
        contexts()
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withBean(BlockedSink.class, () -> sink)
                .withPropertyValues("tracking.sampling.rate=0")
                .run(context -> {
                    assertThatThrownBy(() -> context.getBean(ExecutionTracker.class)
                                    .track(ExecutionSpec.of("Poet", "run"), () -> {
                                        throw new IllegalStateException("kept for this");
                                    }))
                            .isInstanceOf(IllegalStateException.class);
                    sink.entered.await();
                    for (int i = 0; i < 50; i++) {
                        run(context);
                    }
                    await().until(() -> value(context, "undecided") == 50);
                    assertThat(context.getBean(ExecutionWriter.class).counts().queued())
                            .isEqualTo(51);
                    assertThat(value(context, "queued")).isEqualTo(1);
                    assertAccountsFor(context, 1);

                    sink.released.countDown();
                    await().until(() -> value(context, "undecided") == 0 && value(context, "written") == 1);
                    assertAccountsFor(context, 1);
                });
    }

    @Test
    void haveNamesAndTagsThatPrometheusTakesAndNoIds() {
        contexts()
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withPropertyValues("tracking.store=memory")
                .run(context -> {
                    run(context);
                    assertThat(context.getBean(ExecutionWriter.class).flush(Duration.ofMinutes(1)))
                            .isTrue();
                    Set<String> scraped = new TreeSet<>();
                    for (Meter meter : writerMeters(context)) {
                        Meter.Id id = meter.getId();
                        assertThat(id.getDescription()).isNotBlank();
                        scraped.add(NamingConvention.snakeCase.name(id.getName(), id.getType(), id.getBaseUnit())
                                + " " + id.getBaseUnit() + " "
                                + id.getType().name().toLowerCase(Locale.ROOT) + " "
                                + labels(id));
                    }
                    assertThat(scraped)
                            .containsExactly(
                                    "tracking_writer_accepted executions counter {}",
                                    "tracking_writer_dead_lettered executions counter {}",
                                    "tracking_writer_dropped executions counter {reason=corrupt}",
                                    "tracking_writer_dropped executions counter {reason=queue_full}",
                                    "tracking_writer_dropped executions counter {reason=rejected}",
                                    "tracking_writer_dropped executions counter {reason=shutdown}",
                                    "tracking_writer_dropped executions counter {reason=spill_full}",
                                    "tracking_writer_failures attempts counter {}",
                                    "tracking_writer_handed_over executions counter {}",
                                    "tracking_writer_queued executions gauge {}",
                                    "tracking_writer_spill_size bytes gauge {}",
                                    "tracking_writer_spilled executions gauge {}",
                                    "tracking_writer_undecided executions gauge {}",
                                    "tracking_writer_written executions counter {}");
                    assertThat(value(context, "written")).isEqualTo(1);
                });
    }

    @Test
    void areBoundWhereAllBeansAreLazyAndInTheRegistryThatSpringBootMakes() {
        contexts()
                .withConfiguration(AutoConfigurations.of(
                        org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration.class,
                        CompositeMeterRegistryAutoConfiguration.class))
                .withBean("one", MeterRegistry.class, SimpleMeterRegistry::new)
                .withBean("two", MeterRegistry.class, SimpleMeterRegistry::new)
                .withInitializer(context ->
                        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .withPropertyValues("tracking.store=memory")
                .run(context -> {
                    run(context);
                    for (String name : List.of("one", "two")) {
                        MeterRegistry registry = context.getBean(name, MeterRegistry.class);
                        await().until(() -> registry.get(PREFIX + "written")
                                        .functionCounter()
                                        .count()
                                == 1);
                    }
                });
    }

    @Test
    void stopNoStartWhereTheRegistryRefusesThem(CapturedOutput output) {
        MeterRegistry registry = new SimpleMeterRegistry();
        registry.timer(PREFIX + "queued");
        registry.counter("tracking.alerts.firing", "rule", "losses");

        contexts()
                .withConfiguration(AutoConfigurations.of(AlertsAutoConfiguration.class))
                .withPropertyValues("tracking.store=memory", "tracking.alerts.rules.losses.lost=0")
                .withBean(MeterRegistry.class, () -> registry)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    run(context);
                    await().until(() -> registry.find("agent.execution").timer() != null);
                    assertThat(output).contains("tracking.writer.queued").contains("tracking.alerts.firing");
                });
    }

    @Test
    void areNotThereWhereTrackingIsOff() {
        contexts()
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withPropertyValues("tracking.enabled=false")
                .run(context -> assertThat(writerMeters(context)).isEmpty());
    }

    @Test
    void areNotMissedWhereThereIsNoMicrometerNorARegistry() {
        contexts()
                .withClassLoader(new FilteredClassLoader("io.micrometer"))
                .withPropertyValues("tracking.store=memory")
                .run(context -> {
                    run(context);
                    await().until(() ->
                            context.getBean(ExecutionWriter.class).counts().written() == 1);
                    assertThat(context).doesNotHaveBean(MetricsAutoConfiguration.class);
                });
        contexts()
                .withPropertyValues("tracking.store=memory")
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(BoundMeters.class));
    }

    /** Each test has a directory of its own: what others have left would count. */
    private ApplicationContextRunner contexts() {
        return new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(MetricsAutoConfiguration.class, TrackingAutoConfiguration.class))
                .withPropertyValues("tracking.writer.spill.directory=" + directory);
    }

    private static void run(ApplicationContext context) throws Exception {
        context.getBean(ExecutionTracker.class).track(ExecutionSpec.of("Poet", "run"), () -> "a poem");
    }

    private static void assertAccountsFor(ApplicationContext context, int executions) {
        double lost = Arrays.stream(DropReason.values())
                .mapToDouble(reason -> dropped(context, reason))
                .sum();
        assertThat(value(context, "accepted")).isEqualTo(executions);
        assertThat(value(context, "written")
                        + value(context, "spilled")
                        + value(context, "queued")
                        + lost
                        + value(context, "dead_lettered"))
                .isEqualTo(executions);
    }

    private static double dropped(ApplicationContext context, DropReason reason) {
        return context.getBean(MeterRegistry.class)
                .get(PREFIX + "dropped")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .functionCounter()
                .count();
    }

    private static double value(ApplicationContext context, String name) {
        return context.getBean(MeterRegistry.class)
                .get(PREFIX + name)
                .meter()
                .measure()
                .iterator()
                .next()
                .getValue();
    }

    private static List<Meter> writerMeters(ApplicationContext context) {
        return context.getBean(MeterRegistry.class).getMeters().stream()
                .filter(meter -> meter.getId().getName().startsWith("tracking."))
                .toList();
    }

    private static String labels(Meter.Id id) {
        List<String> labels = new ArrayList<>();
        for (Tag tag : id.getTags()) {
            labels.add(tag.getKey() + "=" + tag.getValue());
        }
        return "{" + String.join(",", labels) + "}";
    }

    /** A store that is away, then refuses some, one of them for good. */
    private static final class FaultySink implements EncodedRecordSink {

        private static final int RECORD_BYTES = 10_000;
        private static final int LETTERS = 2;

        private final AtomicInteger stored = new AtomicInteger();
        private final Map<UUID, Integer> refused = new ConcurrentHashMap<>();
        private volatile boolean away = true;

        @Override
        public RecordEncoder newEncoder() {
            return new RecordEncoder() {
                @Override
                public String format() {
                    return "bytes";
                }

                @Override
                public byte[] encode(Execution ended) {
                    return new byte[RECORD_BYTES];
                }
            };
        }

        @Override
        public void write(RecordBatch batch) {
            throw new UnsupportedOperationException("Nothing runs for so long");
        }

        @Override
        public void write(EncodedBatch batch) throws Exception {
            if (away) {
                throw new IllegalStateException("away");
            }
            for (EncodedRecord record : batch.records()) {
                if (refused.size() <= LETTERS) {
                    refused.putIfAbsent(record.id(), refused.size());
                }
                if (refused.containsKey(record.id())) {
                    throw new RejectedRecordException("poison", new IllegalArgumentException());
                }
            }
            stored.addAndGet(batch.records().size());
        }

        @Override
        public void deadLetter(EncodedRecord record, String format, Throwable reason) throws Exception {
            if (refused.get(record.id()) == LETTERS) {
                throw new RejectedRecordException("twice", reason);
            }
        }

        @Override
        public String describe() {
            return "a test";
        }
    }

    /** A store that takes its time over the first batch. */
    private static final class BlockedSink implements RecordSink {

        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        @Override
        public void write(RecordBatch batch) throws Exception {
            entered.countDown();
            released.await();
        }

        @Override
        public String describe() {
            return "a test";
        }
    }
}
