// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.testing;

import dev.agenttracking.Decision;
import dev.agenttracking.RecordingTracker;
import dev.agenttracking.Tracking;
import dev.agenttracking.annotation.Sensitive;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.Evaluation;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.Findings;
import dev.agenttracking.execution.LlmReply;
import dev.agenttracking.execution.LlmRequest;
import dev.agenttracking.execution.ResponseQuality;
import dev.agenttracking.execution.Violation;
import dev.agenttracking.payload.ValueSnapshots;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Executions that are as bad as can be, with secrets wherever an application or a model can put words: arguments, results,
 * exceptions, events, prompts, answers, tools, decisions, citations, findings. The same for the same seed.
 *
 * <p><b>Threading</b>: used by one thread.
 */
public final class HostileExecutions {

    private static final TrackedMethod METHOD = TrackedMethod.of(HostileExecutions.class, "Hostile", "run")
            .execution()
            .parameter("input", TrackedMethod.Role.INPUT, false)
            .build();

    private final Random random;
    private final int maxValueBytes;
    private final Recordings recordings;
    private final RecordingTracker tracker;
    private final List<PlantedSecrets.Planted> planted = new ArrayList<>();

    /**
     * Makes a generator.
     *
     * @param maxValueBytes the limit of one value; some texts are longer
     */
    public HostileExecutions(long seed, int maxValueBytes) {
        this.random = new Random(seed);
        this.maxValueBytes = maxValueBytes;
        this.recordings = new Recordings(Recordings.ALL, new ValueSnapshots(maxValueBytes)::of);
        this.tracker = new RecordingTracker(recordings.recorder());
    }

    /** The next ones, all of which have ended. */
    public List<Execution> next(int count) {
        recordings.ended().clear();
        for (int i = 0; i < count; i++) {
            Execution execution = recordings.run(
                    METHOD, new ContextIds("vault", "talk", "user"), text(), Map.of("input", value(0)), this::body);
            execution.findings(findings(execution));
        }
        return List.copyOf(recordings.ended());
    }

    /** What was planted in those so far, and may be found nowhere. */
    public List<PlantedSecrets.Planted> planted() {
        return planted;
    }

    /** Forgets what was planted. */
    public void forget() {
        planted.clear();
    }

    private Object body() throws Exception {
        if (random.nextInt(3) == 0) {
            Tracking.current().stage("pre_process", () -> {});
        }
        if (random.nextInt(2) == 0) {
            Tracking.current().event("INFO", text(), Map.of(text(), value(0), "data", value(0)));
        }
        if (random.nextInt(3) == 0) {
            Tracking.current().relevance(true, 0.5, text());
        }
        if (random.nextInt(2) == 0) {
            Tracking.current().cite(text(), text(), text(), 0.5);
        }
        if (random.nextInt(3) == 0) {
            tracker.decision(Decision.of(
                    List.of(new Decision.Candidate("Other", 0.5, 0.6, 1, false, "below_threshold", text()))));
        }
        int calls = random.nextInt(3);
        for (int i = 0; i < calls; i++) {
            call();
        }
        if (random.nextInt(3) == 0) {
            throw new IllegalStateException(text(), new IllegalArgumentException(text()));
        }
        return value(0);
    }

    private void call() {
        var call = recordings
                .recorder()
                .llm()
                .begin(new LlmRequest(
                        LlmRequest.CHAT,
                        "openai",
                        "gpt",
                        false,
                        Map.of("messages", List.of(Map.of("role", "user", "content", text())), "options", value(1))));
        if (random.nextInt(3) == 0) {
            call.failed(new IllegalStateException(text()), LlmReply.NONE);
            return;
        }
        String answer = text();
        call.answered(new LlmReply(Map.of("content", answer), answer, List.of("c"), text(), text(), null));
        var tool = recordings.recorder().llm().beginTool(text(), "c", value(0));
        if (random.nextBoolean()) {
            tool.returned(value(0));
        } else {
            tool.failed(new IllegalStateException(text()));
        }
    }

    private Findings findings(Execution execution) {
        return random.nextInt(3) > 0
                ? Findings.NONE
                : new Findings(
                        List.of(new Violation(Violation.HOOK, text())),
                        List.of(new Evaluation(
                                null, "taste", Evaluation.Label.WARN, 0.5, text(), execution.endNanos())),
                        new ResponseQuality(0.5, List.of(text()), List.of(text()), null, false));
    }

    /** Harmless words with odd characters and mostly a secret, at times far longer than what is stored. */
    private String text() {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(200) == 0 ? maxValueBytes : random.nextInt(60);
        text.append(PlantedSecrets.prose(random, length));
        if (random.nextInt(4) == 0) {
            text.append(odd());
        }
        if (random.nextInt(3) > 0) {
            text.append(' ').append(secret().text()).append(random.nextBoolean() ? " " : "\n");
        }
        text.append(PlantedSecrets.prose(random, random.nextInt(60)));
        return text.toString();
    }

    private String odd() {
        StringBuilder odd = new StringBuilder();
        for (int i = 0; i < 1 + random.nextInt(8); i++) {
            odd.append(
                    switch (random.nextInt(5)) {
                        case 0 -> '\0';
                        case 1 -> (char) (0xD800 + random.nextInt(0x800));
                        case 2 -> '"';
                        case 3 -> '\\';
                        default -> (char) (0x80 + random.nextInt(0xD000));
                    });
        }
        return odd.append(' ').toString();
    }

    private PlantedSecrets.Planted secret() {
        PlantedSecrets.Planted secret = PlantedSecrets.any(random);
        planted.add(secret);
        return secret;
    }

    private Object value(int depth) {
        if (depth > 5) {
            return text();
        }
        return switch (random.nextInt(12)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextDouble();
            case 2 -> List.of(value(depth + 1), value(depth + 1));
            case 3 -> {
                Map<String, Object> map = new LinkedHashMap<>();
                map.put(text(), value(depth + 1));
                map.put("password", plain());
                map.put("x", value(depth + 1));
                yield map;
            }
            case 4 -> new Login("ann", plain());
            case 5 ->
                new Object[] {
                    value(depth + 1),
                    new ByteArrayInputStream(plain().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                };
            case 6 -> {
                List<Object> cycle = new ArrayList<>();
                cycle.add(cycle);
                cycle.add(text());
                yield cycle;
            }
            default -> text();
        };
    }

    /** A secret that nothing but its place gives away. */
    private String plain() {
        String word = "plain" + Long.toString(random.nextLong() >>> 1, 36);
        planted.add(new PlantedSecrets.Planted(word, word));
        return word;
    }

    /** Somebody who logs in. */
    private record Login(String name, @Sensitive String password) {}
}
