// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import dev.agenttracking.Decision;
import dev.agenttracking.RecordingTracker;
import dev.agenttracking.TrackedExecution;
import dev.agenttracking.Tracking;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.TrackedStage;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.LaterResults;
import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.execution.LlmReply;
import dev.agenttracking.execution.LlmRequest;
import dev.agenttracking.execution.NamedStage;
import dev.agenttracking.execution.TimeSource;
import dev.agenttracking.execution.TrackingSwitches;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Trees of some four calls, made by the real recorder with a clock of its own. The same for the same seed, but for the random bits of
 * the ids. Of a hundred executions three fail, six are skipped, one in two hundred runs out of time; the others have eight stages, and
 * every second one an event.
 *
 * <p><b>Threading</b>: used by one thread.
 */
final class GeneratedExecutions implements TimeSource {

    static final List<String> STAGES = Arrays.stream(ExecutionStage.values())
            .map(ExecutionStage::storedName)
            .toList();

    private static final List<TrackedStage> TRACKED_STAGES =
            STAGES.stream().<TrackedStage>map(NamedStage::of).toList();
    private static final List<Supplier<Exception>> FAILURES = List.of(
            () -> new ConnectException("Connection refused"),
            () -> new IOException("Connection reset by peer"),
            () -> new IllegalStateException("The model's answer has no subject"),
            () -> new IllegalArgumentException("Not a price: -1"));

    private static final ContextIds NO_IDS = new ContextIds(null, null, null);
    private static final int MOST_CHILDREN = 5;
    private static final int CANDIDATES = 5;

    private final GeneratedAgents agents = new GeneratedAgents();
    private final GeneratedContent content = new GeneratedContent();
    private final GeneratedFindings findings = new GeneratedFindings();
    private final ExecutionRecorder recorder;
    private final RecordingTracker tracker;

    private List<Execution> ended = new ArrayList<>();
    private SplittableRandom random = new SplittableRandom();
    private long epochNanos;

    GeneratedExecutions() {
        recorder = new ExecutionRecorder(
                this,
                new TrackingSwitches(GeneratedAgents::policy),
                value -> value,
                execution -> ended.add(execution),
                new Faults(),
                LaterResults.NONE,
                new GeneratedCosts());
        tracker = new RecordingTracker(recorder);
    }

    /** Goes on with another sequence of chances. */
    void seed(long seed) {
        random = new SplittableRandom(seed);
    }

    /** A tree that begins at a moment: its executions in the order in which they ended. */
    List<Execution> tree(Instant begin, ContextIds ids) throws Exception {
        epochNanos = Math.multiplyExact(begin.toEpochMilli(), 1_000_000L);
        ended = new ArrayList<>();
        call(agents.root(random), ids, 0);
        return ended;
    }

    private void call(GeneratedAgents.Agent agent, ContextIds ids, int depth) {
        Execution execution = recorder.begin(agent.method(random), ids, null, content.input(random));
        if (execution == null) {
            throw new IllegalStateException("Nothing is recorded");
        }
        try {
            recorder.returned(execution, body(agent, execution, depth));
        } catch (Exception failure) {
            recorder.threw(execution, failure);
        }
        execution.findings(findings.of(execution, random));
    }

    private @Nullable Object body(GeneratedAgents.Agent agent, Execution execution, int depth) throws Exception {
        double millis = agent.millis(random);
        int failing = random.nextInt(100) < 3 ? 3 + random.nextInt(4) : -1;
        boolean skips = depth > 0 && random.nextInt(100) < 8;
        if (random.nextInt(200) == 0) {
            millis += GeneratedAgents.TIMEOUT_MILLIS;
        }
        TrackedExecution current = Tracking.current();
        for (int i = 0; i < TRACKED_STAGES.size(); i++) {
            stage(current, agent, execution, i, millis, i == failing, depth);
            if (skips && i == ExecutionStage.SHOULD_RESPOND.ordinal()) {
                current.relevance(false, random.nextDouble() / 2, "about something else");
                return null;
            }
        }
        if (random.nextBoolean()) {
            current.event("INFO", "answered", Map.of());
        }
        return content.answer(random);
    }

    private void stage(
            TrackedExecution current,
            GeneratedAgents.Agent agent,
            Execution execution,
            int number,
            double millis,
            boolean fails,
            int depth)
            throws Exception {
        ExecutionStage kind = ExecutionStage.values()[number];
        current.stage(TRACKED_STAGES.get(number), () -> {
            switch (kind) {
                case INIT, COMPLETE -> pass(0.05);
                case PRE_PROCESS -> callOthers(depth);
                case LLM_CALL -> ask(agent, millis);
                default -> pass(millis * 0.02 * random.nextDouble());
            }
            if (fails) {
                throw FAILURES.get((int) (FAILURES.size() * random.nextDouble() * random.nextDouble()))
                        .get();
            }
            return null;
        });
    }

    private void callOthers(int depth) {
        if (depth == 0) {
            if (random.nextInt(20) == 0) {
                decide();
            }
            for (int i = random.nextInt(MOST_CHILDREN + 1); i > 0; i--) {
                call(agents.other(random), NO_IDS, 1);
            }
        } else if (depth == 1 && random.nextInt(5) == 0) {
            call(agents.other(random), NO_IDS, 2);
        }
        pass(0.5);
    }

    private void decide() {
        Decision.Ranking ranking = Decision.ranked(0.5, 2);
        List<String> names = new ArrayList<>();
        while (names.size() < CANDIDATES) {
            String name = agents.other(random).name();
            if (!names.contains(name)) {
                names.add(name);
                ranking.candidate(name, random.nextDouble());
            }
        }
        tracker.decision(ranking.build());
    }

    private void ask(GeneratedAgents.Agent agent, double millis) {
        if (!agent.asksModel()) {
            pass(millis);
            return;
        }
        int calls = random.nextInt(7) == 0 ? 2 : 1;
        for (int i = 0; i < calls; i++) {
            var call = recorder.llm()
                    .begin(new LlmRequest(LlmRequest.CHAT, "provider", agent.model(), false, content.request(random)));
            pass(millis / calls);
            String answer = content.answer(random);
            call.answered(new LlmReply(
                    Map.of("content", answer, "finish_reason", "stop"),
                    answer,
                    List.of(),
                    "stop",
                    agent.model(),
                    usage()));
        }
    }

    private LlmCall.Usage usage() {
        return new LlmCall.Usage(400 + random.nextInt(4_000), 50 + random.nextInt(800), 0, 0, 0);
    }

    private void pass(double millis) {
        epochNanos += Math.round(millis * 1e6);
    }

    @Override
    public long epochMicros() {
        return epochNanos / 1_000;
    }

    @Override
    public long nanos() {
        return epochNanos - 1_700_000_000_000_000_000L;
    }
}
