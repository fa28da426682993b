// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.agenttracking.TokenUsage;
import dev.agenttracking.Tracking;
import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LlmJournalTest {

    private static final LlmRequest REQUEST = new LlmRequest(
            LlmRequest.CHAT,
            "openai",
            "gpt-4o",
            false,
            Map.of("messages", List.of(Map.of("role", "user", "content", "hello")), "options", Map.of()));

    private static final LlmReply REPLY = new LlmReply(
            Map.of("content", "hi"), "hi", List.of(), "stop", "gpt-4o-2024", new LlmCall.Usage(10, 2, 0, 0, 0));

    private final ManualTime time = new ManualTime();
    private final List<Execution> ended = new ArrayList<>();
    private final Set<String> switchedOff = ConcurrentHashMap.newKeySet();
    private final List<String> accounted = new ArrayList<>();
    private boolean capturesLlm = true;
    private @Nullable RuntimeException refusal;
    private @Nullable RuntimeException fault;

    private final TrackingSwitches switches = new TrackingSwitches(method -> new AgentPolicy(
            !switchedOff.contains(method.agent()),
            true,
            true,
            capturesLlm,
            0,
            Double.NaN,
            LoggerFactory.getLogger(LlmJournalTest.class)));

    private final LlmAccounting accounting = new LlmAccounting() {
        @Override
        public void admit(Execution execution, @Nullable String model) {
            if (refusal != null) {
                throw refusal;
            }
        }

        @Override
        public LlmCall.@Nullable Cost cost(
                LlmCall.Sent sent, @Nullable String answeredBy, LlmCall.@Nullable Usage usage, long startEpochMillis) {
            if (fault != null) {
                throw fault;
            }
            return usage == null ? null : new LlmCall.Cost(BigDecimal.valueOf(usage.total()), "test");
        }

        @Override
        public void ended(Execution execution, LlmCall call) {
            accounted.add(execution.method().agent());
            if (fault != null) {
                throw fault;
            }
        }
    };

    private final ExecutionRecorder recorder = new ExecutionRecorder(
            time, switches, value -> value, ended::add, new Faults(), LaterResults.NONE, new Surroundings() {
                @Override
                public LlmAccounting llmAccounting() {
                    return accounting;
                }
            });

    private final LlmJournal journal = recorder.llm();

    @Test
    void recordsACallWithItsAnswerInTheExecutionOfTheThread() {
        Execution execution = begin("Agent");
        OpenLlmCall call = journal.begin(REQUEST);
        assertThat(execution.status()).isEqualTo(ExecutionStatus.LLM_REQUEST);
        call.answered(REPLY);
        assertThat(execution.status()).isEqualTo(ExecutionStatus.LLM_RESPONSE);
        recorder.returned(execution, "done");

        assertThat(ended).containsExactly(execution);
        LlmCall recorded = execution.llmCalls().get(0);
        assertThat(recorded.sent().provider()).isEqualTo("openai");
        assertThat(recorded.answer().text()).isEqualTo("hi");
        assertThat(recorded.answer().model()).isEqualTo("gpt-4o-2024");
        assertThat(recorded.answer().cost().usd()).isEqualByComparingTo("12");
        assertThat(recorded.stage().stage().stageName()).isEqualTo("llm_call");
        assertThat(recorded.stage().isOpen()).isFalse();
        assertThat(accounted).containsExactly("Agent");
    }

    @Test
    void addsNoStageWhereTheAgentHasOneOpen() throws Exception {
        Execution execution = begin("Agent");
        Tracking.current().stage("llm_call", () -> {
            journal.begin(REQUEST).answered(REPLY);
            journal.begin(REQUEST).answered(REPLY);
            return "";
        });
        recorder.returned(execution, "done");

        assertThat(execution.llmCalls()).hasSize(2);
        assertThat(stages(execution)).containsExactly("llm_call");
    }

    @Test
    void givesACallOutsideAnyExecutionARootThatEndsWithIt() {
        OpenLlmCall call = journal.begin(REQUEST);
        assertThat(CurrentExecution.get()).isNull();
        assertThat(ended).isEmpty();
        call.answered(REPLY);

        assertThat(ended).hasSize(1);
        assertThat(ended.get(0).method().agent()).isEqualTo("unknown");
        assertThat(ended.get(0).method().method()).isEqualTo("chat");
        assertThat(ended.get(0).status()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(ended.get(0).llmCalls()).hasSize(1);
    }

    @Test
    void keepsSeveralCallsOutsideInTheRootThatWasBegunForThem() {
        OpenRoot root = journal.beginRootOutside("chat_client");
        try (CurrentExecution.Scope scope = CurrentExecution.enter(root.inside())) {
            assertThat(journal.beginRootOutside("chat_client")).isNull();
            journal.begin(REQUEST).answered(REPLY);
            journal.begin(REQUEST).answered(REPLY);
        }
        root.ended(null, false);
        root.ended(new IllegalStateException("once is enough"), false);

        assertThat(ended).hasSize(1);
        assertThat(ended.get(0).llmCalls()).hasSize(2);
        assertThat(ended.get(0).status()).isEqualTo(ExecutionStatus.SUCCESS);
    }

    @Test
    void leavesOutCallsOutsideWhereThatIsConfigured() {
        switchedOff.add("unknown");
        assertThat(journal.begin(REQUEST)).isNull();
    }

    @Test
    void leavesOutCallsOfAnAgentThatIsSwitchedOff() {
        switchedOff.add("Agent");
        Execution execution = begin("Agent");
        assertThat(journal.begin(REQUEST)).isNull();
        recorder.returned(execution, "done");
        assertThat(ended).isEmpty();
    }

    @Test
    void recordsNothingWhileTrackingIsSwitchedOff() {
        switches.enable(false);
        assertThat(journal.begin(REQUEST)).isNull();
    }

    @Test
    void takesACallToldByHandAndCapturedForOne() {
        Execution execution = begin("Agent");
        Tracking.current().llmRequest("my-model", "as I say it");
        OpenLlmCall call = journal.begin(REQUEST);
        call.answered(REPLY);
        Tracking.current().llmResponse("as I read it", null);
        journal.begin(REQUEST).answered(REPLY);
        recorder.returned(execution, "done");

        assertThat(execution.llmCalls()).hasSize(2);
        LlmCall one = execution.llmCalls().get(0);
        assertThat(one.sent().model()).isEqualTo("my-model");
        assertThat(one.sent().provider()).isEqualTo("openai");
        assertThat(String.valueOf(one.sent().request())).contains("as I say it");
        assertThat(one.answer().text()).isEqualTo("as I read it");
        assertThat(one.answer().usage()).isEqualTo(REPLY.usage());
        assertThat(one.answer().model()).isEqualTo("gpt-4o-2024");
        assertThat(accounted).hasSize(2);
        assertThat(stages(execution)).containsExactly("llm_call", "llm_call");
    }

    @Test
    void leavesWhatEachRoundUsedToTheRoundsWhereTheSumIsTold() {
        Execution execution = begin("Agent");
        Tracking.current().llmRequest("my-model", "as I say it");
        journal.begin(REQUEST)
                .answered(new LlmReply(
                        Map.of("content", "a tool"),
                        null,
                        List.of("t"),
                        null,
                        null,
                        new LlmCall.Usage(10, 2, 0, 0, 0)));
        journal.begin(REQUEST).answered(REPLY);
        Tracking.current().llmResponse("as I read it", new TokenUsage(20, 4, 0, 0, 0));
        recorder.returned(execution, "done");

        assertThat(execution.llmCalls())
                .extracting(call -> call.answer().usage().total())
                .containsExactly(12L, 12L);
        assertThat(execution.llmCalls().get(0).answer().toolCallIds()).containsExactly("t");
        assertThat(accounted).hasSize(2);
    }

    @Test
    void takesNoEmbeddingForTheCallToldByHand() {
        Execution execution = begin("Agent");
        Tracking.current().llmRequest("my-model", "as I say it");
        journal.begin(new LlmRequest(LlmRequest.EMBEDDING, "openai", null, false, null))
                .answered(LlmReply.NONE);
        Tracking.current().llmResponse("as I read it", TokenUsage.of(1, 2));
        recorder.returned(execution, "done");

        assertThat(execution.llmCalls()).hasSize(2);
        assertThat(execution.llmCalls().get(0).isChat()).isTrue();
        assertThat(execution.llmCalls().get(0).answer().text()).isEqualTo("as I read it");
    }

    @Test
    void countsWhatIsToldOfAStreamThatDidNotSay() {
        Execution execution = begin("Agent");
        Tracking.current().llmRequest("my-model", "as I say it");
        journal.begin(REQUEST).answered(new LlmReply(Map.of(), "hi", List.of(), "stop", null, null));
        Tracking.current().llmResponse("hi", TokenUsage.of(3, 4));
        recorder.returned(execution, "done");

        LlmCall.Answer answer = execution.llmCalls().get(0).answer();
        assertThat(answer.usage().total()).isEqualTo(7);
        assertThat(answer.cost().usd()).isEqualByComparingTo("7");
        assertThat(accounted).as("with nothing, then with what was told").hasSize(2);
    }

    @Test
    void keepsAnExecutionOpenThatReturnsWhileAModelStreamsToAHandler() {
        Execution execution = begin("Agent");
        OpenLlmCall first = journal.begin(REQUEST);
        OpenLlmCall second = journal.begin(REQUEST);
        recorder.returned(execution, "an emitter");
        assertThat(CurrentExecution.get()).isNull();
        assertThat(ended).isEmpty();
        first.answered(REPLY);
        assertThat(ended).isEmpty();
        time.advance(Duration.ofMillis(40));
        second.answered(REPLY);
        second.answered(REPLY);

        assertThat(ended).containsExactly(execution);
        assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(execution.endNanos() - execution.startNanos()).isEqualTo(40_000_000);
        assertThat(execution.output()).isEqualTo("an emitter");
        assertThat(execution.llmCalls().get(1).answer().text()).isEqualTo("hi");
    }

    @Test
    void waitsForNoCallWhoseEndCouldNotBeRecorded() {
        boolean[] broken = {false};
        TimeSource breaking = new TimeSource() {
            @Override
            public long epochMicros() {
                return time.epochMicros();
            }

            @Override
            public long nanos() {
                if (broken[0]) {
                    throw new IllegalStateException("no clock");
                }
                return time.nanos();
            }
        };
        ExecutionRecorder own = new ExecutionRecorder(
                breaking, switches, value -> value, ended::add, new Faults(), LaterResults.NONE, Surroundings.NONE);
        Execution execution = (Execution) own.enter(TrackedMethod.of(LlmJournalTest.class, "Agent", "run")
                .execution()
                .build());
        OpenLlmCall call = own.llm().begin(REQUEST);
        broken[0] = true;
        call.answered(REPLY);
        broken[0] = false;
        own.returned(execution, "done");

        assertThat(ended).containsExactly(execution);
    }

    @Test
    void endsAnExecutionThatFailsWhileAModelStreamsToAHandler() {
        Execution execution = begin("Agent");
        OpenLlmCall call = journal.begin(REQUEST);
        recorder.threw(execution, new IllegalStateException());
        assertThat(ended).containsExactly(execution);
        call.answered(REPLY);

        assertThat(ended).hasSize(1);
        assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    }

    @Test
    void masksWhatComesBackToAStageWhoseResultIsSensitive() {
        Execution execution = begin("Agent");
        TrackedMethod stage = TrackedMethod.of(LlmJournalTest.class, "Agent", "ask")
                .stage(NamedStage.LLM_CALL)
                .sensitiveResult()
                .build();
        Object run = recorder.enter(stage);
        journal.begin(REQUEST).answered(REPLY);
        recorder.returned(run, "hi");
        recorder.returned(execution, "done");

        assertThat(execution.llmCalls().get(0).answer().response()).isEqualTo(Map.of("content", "***"));
        assertThat(execution.llmCalls().get(0).answer().usage()).isEqualTo(REPLY.usage());
    }

    @Test
    void recordsARetryOfACallToldByHandAsASecondCall() {
        Execution execution = begin("Agent");
        Tracking.current().llmRequest("my-model", "as I say it");
        journal.begin(REQUEST).failed(new IllegalStateException("503"), LlmReply.NONE);
        journal.begin(REQUEST).answered(REPLY);
        Tracking.current().llmResponse("as I read it", null);
        recorder.returned(execution, "done");

        assertThat(execution.llmCalls()).hasSize(2);
        assertThat(execution.llmCalls().get(0).answer().failure()).hasMessage("503");
        assertThat(execution.llmCalls().get(1).answer().text()).isEqualTo("hi");
        assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
    }

    @Test
    void recordsWhatHadComeOfACancelledStream() {
        Execution execution = begin("Agent");
        OpenLlmCall call = journal.begin(new LlmRequest(LlmRequest.CHAT, null, "m", true, null));
        time.advance(Duration.ofMillis(3));
        call.chunk();
        time.advance(Duration.ofMillis(3));
        call.chunk();
        call.cancelled(REPLY);
        call.answered(LlmReply.NONE);
        recorder.returned(execution, "done");

        LlmCall recorded = execution.llmCalls().get(0);
        assertThat(recorded.chunks()).isEqualTo(2);
        assertThat(recorded.firstChunkNanos() - recorded.startNanos()).isEqualTo(3_000_000);
        assertThat(recorded.answer().cancelled()).isTrue();
        assertThat(recorded.answer().text()).isEqualTo("hi");
    }

    @Test
    void connectsAToolWithTheAnswerThatAsksForIt() {
        Execution execution = begin("Agent");
        LlmReply asks = new LlmReply(Map.of(), null, List.of("call_1", "call_2"), "tool_calls", null, null);
        journal.begin(REQUEST).answered(asks);
        OpenToolCall tool = journal.beginTool("weather", "call_2", Map.of("city", "Ulm"));
        tool.returned("rain");
        tool.failed(new IllegalStateException("too late"));
        journal.beginTool("weather", null, null).failed(new IllegalStateException("no city"));
        journal.begin(REQUEST).answered(REPLY);
        recorder.returned(execution, "done");

        assertThat(execution.toolCalls()).hasSize(2);
        ToolCall first = execution.toolCalls().get(0);
        assertThat(first.requestedBy()).isSameAs(execution.llmCalls().get(0));
        assertThat(first.outcome().result()).isEqualTo("rain");
        assertThat(first.outcome().failure()).isNull();
        assertThat(execution.toolCalls().get(1).outcome().failure()).hasMessage("no city");
    }

    @Test
    void letsARefusalThroughAndEndsTheRootThatWasBegunForTheCall() {
        refusal = new Refused();
        assertThatExceptionOfType(Refused.class).isThrownBy(() -> journal.begin(REQUEST));
        assertThat(ended).hasSize(1);
        assertThat(ended.get(0).status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(ended.get(0).llmCalls()).isEmpty();

        Execution execution = begin("Agent");
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> Tracking.current().llmRequest("m", "hello"));
        assertThat(execution.llmCalls()).isEmpty();
        recorder.returned(execution, null);
    }

    @Test
    void recordsACallThatNobodyCanBeKeptFrom() {
        refusal = new Refused();
        journal.beginAnyway(REQUEST).answered(REPLY);
        assertThat(ended).hasSize(1);
        assertThat(ended.get(0).status()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(ended.get(0).llmCalls().get(0).answer().text()).isEqualTo("hi");
    }

    @Test
    void keepsAllOtherFaultsOfTheAccountingFromTheCaller() {
        refusal = new IllegalStateException("a bug");
        fault = new IllegalStateException("another bug");
        Execution execution = begin("Agent");
        journal.begin(REQUEST).answered(REPLY);
        recorder.returned(execution, "done");

        assertThat(execution.llmCalls().get(0).answer().text()).isEqualTo("hi");
        assertThat(execution.llmCalls().get(0).answer().cost()).isNull();
    }

    @Test
    void storesNoContentWhereThatIsNotCaptured() {
        capturesLlm = false;
        Execution execution = begin("Agent");
        journal.begin(REQUEST).answered(REPLY);
        recorder.returned(execution, "done");

        LlmCall call = execution.llmCalls().get(0);
        assertThat(call.sent().request()).isNull();
        assertThat(call.answer().response()).isNull();
        assertThat(call.answer().text()).as("to be judged").isEqualTo("hi");
    }

    private Execution begin(String agent) {
        TrackedMethod method =
                TrackedMethod.of(LlmJournalTest.class, agent, "run").execution().build();
        return (Execution) recorder.enter(method);
    }

    private static List<String> stages(Execution execution) {
        List<String> names = new ArrayList<>();
        for (LogEntry entry = execution.firstEntry(); entry != null; entry = entry.next()) {
            if (entry instanceof StageRun run) {
                names.add(run.stage().stageName());
            }
        }
        return names;
    }

    private static final class Refused extends RefusedLlmCallException {
        private static final long serialVersionUID = 1L;

        private Refused() {
            super("no budget");
        }
    }
}
