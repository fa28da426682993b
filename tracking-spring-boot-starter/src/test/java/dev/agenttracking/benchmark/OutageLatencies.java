// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import dev.agenttracking.annotation.runtime.TrackedBean;
import dev.agenttracking.execution.AgentPolicy;
import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.Sampling;
import dev.agenttracking.execution.TimeSource;
import dev.agenttracking.payload.JsonContent;
import dev.agenttracking.payload.ValueSnapshots;
import dev.agenttracking.postgres.ContentLimits;
import dev.agenttracking.postgres.PostgresRecordSink;
import dev.agenttracking.postgres.Presence;
import dev.agenttracking.postgres.ServiceIdentity;
import dev.agenttracking.testing.OwnServer;
import dev.agenttracking.writer.ExecutionWriter;
import dev.agenttracking.writer.WriterSettings;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a tracked call with four stages takes its caller while the database is up, slow, frozen and gone, at 2,000 calls a
 * second; the same call without a tracker beside it. Rounds of all states follow each other, since what else the machine does
 * shows in the 99.9th percentile first; of each state the median of its rounds is printed.
 */
final class OutageLatencies {

    private static final int CALLS = 6_000;
    private static final long PACE_NANOS = 500_000;

    private final StagedAgent direct = new StagedAgent();
    private final StagedAgent tracked = new StagedAgent$$Tracked();

    private OutageLatencies() {}

    /** Runs as many rounds as the argument says, five without. */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length == 0 ? 5 : Integer.parseInt(arguments[0]);
        Map<State, long[][]> all = new EnumMap<>(State.class);
        for (State state : State.values()) {
            all.put(state, new long[rounds][]);
        }
        for (int round = 0; round < rounds; round++) {
            new OutageLatencies().round(all, round);
        }
        StringBuilder table =
                new StringBuilder("\n| database | p50, µs | p99, µs | p99.9, µs | p99.9 of that while it is up |\n"
                        + "|---|---|---|---|---|\n");
        double up = median(all.get(State.UP), 0.999);
        all.forEach((state, runs) -> table.append(String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f | %.2f |%n",
                state.title,
                median(runs, 0.5),
                median(runs, 0.99),
                median(runs, 0.999),
                median(runs, 0.999) / up)));
        System.out.println(table);
        System.exit(0);
    }

    private void round(Map<State, long[][]> all, int round) throws Exception {
        ExecutionWriter writer = new ExecutionWriter(
                new WriterSettings(
                        16_384,
                        512,
                        Duration.ofMillis(50),
                        Duration.ofMillis(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        new Sampling(1)),
                TimeSource.SYSTEM);
        ExecutionRecorder recorder = new ExecutionRecorder(
                TimeSource.SYSTEM,
                method -> new AgentPolicy(true, true, true, 0),
                new ValueSnapshots(64_000)::of,
                writer,
                new Faults());
        ((TrackedBean) tracked).agentTracking$recorder(recorder);
        for (int i = 0; i < 20_000; i++) {
            direct.run();
            tracked.run();
        }
        try (OwnServer server = new OwnServer(Files.createTempDirectory("outage"))) {
            writer.start(
                    new PostgresRecordSink(
                            server::pool,
                            new JsonContent()::encode,
                            null,
                            true,
                            ContentLimits.DEFAULTS,
                            Presence.of(new ServiceIdentity("outage", null, "1")),
                            Duration.ofSeconds(10)),
                    recorder.openExecutions());
            while (writer.counts().queued() > 0) {
                LockSupport.parkNanos(10_000_000);
            }
            all.get(State.UNTRACKED)[round] = measured(direct);
            all.get(State.UP)[round] = measured(tracked);
            server.delay(0.5);
            all.get(State.SLOW)[round] = measured(tracked);
            server.delay(0);
            server.freeze();
            all.get(State.FROZEN)[round] = measured(tracked);
            server.thaw();
            server.stop();
            all.get(State.GONE)[round] = measured(tracked);
            writer.stop();
        }
    }

    /** Waits for the next call's time without giving the processor away, so that waking up is no part of what is measured. */
    private static long[] measured(StagedAgent agent) {
        long[] nanos = new long[CALLS];
        long next = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            next += PACE_NANOS;
            while (System.nanoTime() < next) {
                Thread.onSpinWait();
            }
            long begin = System.nanoTime();
            agent.run();
            nanos[i] = System.nanoTime() - begin;
        }
        Arrays.sort(nanos);
        return nanos;
    }

    /** Of the rounds' percentiles, in microseconds. */
    private static double median(long[][] rounds, double percentile) {
        long[] values = new long[rounds.length];
        for (int i = 0; i < rounds.length; i++) {
            values[i] = rounds[i][(int) (rounds[i].length * percentile)];
        }
        Arrays.sort(values);
        return values[values.length / 2] / 1e3;
    }

    private enum State {
        UNTRACKED("not asked: the call without a tracker"),
        UP("up"),
        SLOW("slow: half a second a batch"),
        FROZEN("frozen (`SIGSTOP`)"),
        GONE("gone");

        private final String title;

        State(String title) {
            this.title = title;
        }
    }
}
