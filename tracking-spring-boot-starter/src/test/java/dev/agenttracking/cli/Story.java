// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.Decision;
import dev.agenttracking.RecordingTracker;
import dev.agenttracking.Tracking;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.LlmAccounting;
import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.execution.LlmReply;
import dev.agenttracking.execution.LlmRequest;
import dev.agenttracking.execution.OpenLlmCall;
import dev.agenttracking.execution.OpenToolCall;
import dev.agenttracking.testing.Recordings;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** An hour with the agents of a novelist: one answer is good, one fails, one is slow and poor, and most agents have nothing to say. */
final class Story {

    static final Instant BEGIN = Instant.parse("2026-11-30T13:12:00Z");
    static final Instant NOW = Instant.parse("2026-11-30T14:00:00Z");

    /** What is not part of a recording: what the checks of answers found, and which agents there are. */
    static final List<String> BESIDES = List.of(
            "insert into agent_registry (service_name, agent_name, class_name, methods, stages, enabled, is_bean) values"
                    + " ('demo', 'PsychologistAgent', 'story.PsychologistAgent', '{run}',"
                    + " '{pre_process,llm_call,llm_parse,post_process}', true, true),"
                    + " ('demo', 'StyleAgent', 'story.StyleAgent', '{run}', '{llm_call}', true, true),"
                    + " ('demo', 'PoetAgent', 'story.PoetAgent', '{run}', '{llm_call}', false, true)",
            "update agent_executions set response_quality_score = 0.93, response_valid = true,"
                    + " response_validation_errors = '[]', response_warnings = '[]'"
                    + " where agent_name = 'PsychologistAgent' and status = 'success'",
            "update agent_executions set response_quality_score = 0.55, response_valid = true,"
                    + " response_validation_errors = '[]', response_warnings = '[\"length: 6 words\"]'"
                    + " where agent_name = 'HistorianAgent'");

    private final Recordings recordings;
    private final RecordingTracker tracker;

    Story(Recordings recordings) {
        this.recordings = recordings;
        tracker = new RecordingTracker(recordings.recorder());
        recordings.account(new Prices());
    }

    void happen() {
        ask("c-17", "Why does Maren fear the sea?", this::answeredWell);
        recordings.pass(Duration.ofMinutes(26));
        ask("c-17", "And her brother?", this::answeredWithoutSense);
        recordings.pass(Duration.ofMinutes(13));
        ask("c-18", "When was the lighthouse built?", this::answeredLate);
    }

    private void ask(String conversation, String question, Runnable answers) {
        call("OrchestratorAgent", "answer", conversation, null, question, () -> {
            recordings.passMillis(4);
            answers.run();
            recordings.passMillis(3);
            return Map.of("answered", question);
        });
    }

    private void answeredWell() {
        declines("ArchitectAgent", "nothing about plot or structure", 0.15);
        tracker.decision(Decision.ranked(0.5, 1)
                .candidate("PsychologistAgent", 0.85)
                .candidate("HistorianAgent", 0.31)
                .declined("ArchitectAgent", 0.15, "nothing about plot or structure")
                .build());
        agent("PsychologistAgent", "Why does Maren fear the sea?", () -> {
            Tracking.current().stage("pre_process", () -> {
                recordings.passMillis(12);
                Tracking.current().stage("look up", () -> recordings.passMillis(31));
                Tracking.current().event("INFO", "found 3 notes", Map.of("notes", 3));
            });
            Tracking.current()
                    .stage(
                            "llm_call",
                            () -> says("Why does Maren fear the sea?", "Her father drowned when she was nine.", 1_240));
            Tracking.current().stage("llm_parse", () -> recordings.passMillis(2));
            Tracking.current().cite("note", "maren-7", "the night the boat came back empty", 0.9);
            return "Her father drowned when she was nine.";
        });
    }

    private void answeredWithoutSense() {
        tracker.decision(Decision.ranked(0.5, 1)
                .candidate("PsychologistAgent", 0.71)
                .candidate("ArchitectAgent", 0.42)
                .build());
        agent("PsychologistAgent", "And her brother?", () -> {
            Tracking.current().stage("llm_call", () -> says("And her brother?", "Sure! Here is the JSON:", 870));
            Tracking.current().stage("llm_parse", () -> {
                recordings.passMillis(1);
                throw new IllegalStateException("no JSON in the answer");
            });
            return null;
        });
    }

    private void answeredLate() {
        agent("HistorianAgent", "When was the lighthouse built?", () -> {
            Tracking.current().stage("llm_call", () -> {
                OpenLlmCall asks = begin("When was the lighthouse built?");
                recordings.passMillis(2_400);
                asks.answered(new LlmReply(
                        Map.of("content", ""),
                        null,
                        List.of("t1"),
                        "tool_calls",
                        null,
                        new LlmCall.Usage(900, 25, 0, 0, 0)));
                OpenToolCall tool =
                        recordings.recorder().llm().beginTool("search_notes", "t1", Map.of("query", "lighthouse"));
                recordings.passMillis(380);
                tool.returned("1884, by the harbour board");
                says("When was the lighthouse built?", "In 1884, I think it was.", 4_150);
            });
            return "In 1884, I think it was.";
        });
    }

    private void declines(String agent, String reason, double score) {
        call(agent, "shouldRespond", "c-17", "asked whether it has an answer", "?", () -> {
            recordings.passMillis(1);
            Tracking.current().relevance(false, score, reason);
            return false;
        });
    }

    private void agent(String agent, String question, Callable<?> body) {
        call(agent, "run", null, "chosen for the question", question, body);
    }

    private void call(
            String agent,
            String method,
            @Nullable String conversation,
            @Nullable String reason,
            String question,
            Callable<?> body) {
        recordings.passMillis(1);
        recordings.run(
                TrackedMethod.of(Story.class, agent, method).execution().build(),
                new ContextIds("novel", conversation, conversation == null ? null : "maya"),
                reason,
                Map.of("question", question),
                body);
    }

    private OpenLlmCall begin(String question) {
        return recordings
                .recorder()
                .llm()
                .begin(new LlmRequest(
                        "chat",
                        "openai",
                        "gpt-5-mini",
                        false,
                        Map.of(
                                "messages",
                                List.of(
                                        Map.of("role", "system", "content", "You help a novelist. Be brief."),
                                        Map.of("role", "user", "content", question)))));
    }

    private void says(String question, String answer, double millis) {
        OpenLlmCall call = begin(question);
        recordings.passMillis(millis);
        call.answered(new LlmReply(
                Map.of("content", answer), answer, List.of(), "stop", null, new LlmCall.Usage(1_180, 42, 0, 0, 0)));
    }

    /** A price that does not change. */
    private static final class Prices implements LlmAccounting {

        @Override
        public LlmCall.Cost cost(
                LlmCall.Sent sent, @Nullable String answeredBy, LlmCall.@Nullable Usage usage, long startEpochMillis) {
            return new LlmCall.Cost(new BigDecimal("0.0041"), "story");
        }
    }
}
