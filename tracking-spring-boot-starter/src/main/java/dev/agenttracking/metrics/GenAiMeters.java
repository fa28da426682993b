// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.metrics;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.execution.ToolCall;
import org.jspecify.annotations.Nullable;

/**
 * Measures calls of models, and what agents do beside them, under the names of a profile.
 *
 * <p><b>Threading</b>: the writer's thread.
 */
final class GenAiMeters {

    private static final String INPUT = "input";
    private static final String OUTPUT = "output";

    private final GenAiProfile profile;
    private final TrackingMeters meters;
    private final boolean tokensAreCounted;
    private @Nullable Boolean anybodyCounts;

    /**
     * Makes meters.
     *
     * @param tokensAreCounted whether Spring AI counts tokens in the same registry, under the same name
     */
    GenAiMeters(GenAiProfile profile, TrackingMeters meters, boolean tokensAreCounted) {
        this.profile = profile;
        this.meters = meters;
        this.tokensAreCounted = tokensAreCounted;
    }

    /** A call that has ended. */
    void called(LlmCall call, LlmCall.Answer answer) {
        Names names = Names.of(call, answer);
        long nanos = answer.endNanos() - call.startNanos();
        switch (profile) {
            case OTEL_1_41 -> stable(call, answer, names, nanos);
            case OTEL_GENAI_DEV -> inDevelopment(call, answer, names, nanos);
            case SPRING_AI -> asSpringAi(call, answer, names, nanos);
            case NONE -> {}
        }
    }

    /** An execution that has ended, its calls apart. */
    void executed(Execution ended, long nanos) {
        if (profile != GenAiProfile.OTEL_GENAI_DEV) {
            return;
        }
        String agent = ended.method().agent();
        meters.time(TrackingMeter.GEN_AI_INVOKE_AGENT_DURATION, nanos, agent, ErrorTypes.of(ended.failure()));
        meters.summarize(
                TrackingMeter.GEN_AI_INVOKE_AGENT_INFERENCE_CALLS,
                ended.llmCalls().stream().filter(LlmCall::isChat).count(),
                agent);
        meters.summarize(
                TrackingMeter.GEN_AI_INVOKE_AGENT_TOOL_CALLS, ended.toolCalls().size(), agent);
        for (ToolCall call : ended.toolCalls()) {
            ToolCall.Outcome outcome = call.outcome();
            if (outcome != null) {
                meters.time(
                        TrackingMeter.GEN_AI_EXECUTE_TOOL_DURATION,
                        outcome.endNanos() - call.startNanos(),
                        call.name(),
                        agent,
                        ErrorTypes.of(outcome.failure()));
            }
        }
    }

    private void stable(LlmCall call, LlmCall.Answer answer, Names names, long nanos) {
        duration(TrackingMeter.GEN_AI_OPERATION_DURATION, names, nanos);
        firstChunk(TrackingMeter.GEN_AI_TIME_TO_FIRST_CHUNK, call, names);
        LlmCall.Usage usage = answer.usage();
        if (usage != null && !anybodyCounts()) {
            tokens(TrackingMeter.GEN_AI_TOKEN_USAGE, usage.input(), names, INPUT);
            if (call.isChat()) {
                tokens(TrackingMeter.GEN_AI_TOKEN_USAGE, usage.output(), names, OUTPUT);
            }
        }
    }

    /** A registry that has a counter of this name takes no summary of it. */
    private boolean anybodyCounts() {
        Boolean known = anybodyCounts;
        if (known == null) {
            known = tokensAreCounted || meters.isCountedElsewhere(TrackingMeter.GEN_AI_TOKEN_USAGE);
            anybodyCounts = known;
        }
        return known;
    }

    private void inDevelopment(LlmCall call, LlmCall.Answer answer, Names names, long nanos) {
        if (!call.isChat()) {
            duration(TrackingMeter.GEN_AI_OPERATION_DURATION, names, nanos);
            return;
        }
        duration(TrackingMeter.GEN_AI_INFERENCE_DURATION, names, nanos);
        firstChunk(TrackingMeter.GEN_AI_INFERENCE_TIME_TO_FIRST_CHUNK, call, names);
        LlmCall.Usage usage = answer.usage();
        if (usage != null) {
            tokens(TrackingMeter.GEN_AI_INFERENCE_INPUT_TOKENS, usage.input(), names);
            tokens(TrackingMeter.GEN_AI_INFERENCE_OUTPUT_TOKENS, usage.output(), names);
        }
    }

    /** Spring AI's names have Spring AI's words for operations, and a class without its package for an error. */
    private void asSpringAi(LlmCall call, LlmCall.Answer answer, Names names, long nanos) {
        if (call.sent().observed()) {
            return;
        }
        String operation = call.sent().operation();
        meters.time(
                TrackingMeter.SPRING_AI_OPERATION,
                nanos,
                operation,
                names.provider,
                names.requestModel,
                names.responseModel,
                ErrorTypes.simple(answer.failure()));
        LlmCall.Usage usage = answer.usage();
        if (usage != null) {
            counted(operation, names, usage.input(), INPUT);
            counted(operation, names, usage.output(), OUTPUT);
            counted(operation, names, usage.total(), "total");
        }
    }

    private void counted(String operation, Names names, long tokens, String type) {
        meters.count(
                TrackingMeter.SPRING_AI_TOKEN_USAGE,
                tokens,
                operation,
                names.provider,
                names.requestModel,
                names.responseModel,
                type);
    }

    private void duration(TrackingMeter meter, Names names, long nanos) {
        meters.time(
                meter,
                nanos,
                names.operation,
                names.provider,
                names.requestModel,
                names.responseModel,
                names.errorType);
    }

    private void firstChunk(TrackingMeter meter, LlmCall call, Names names) {
        if (call.chunks() > 0) {
            meters.time(
                    meter,
                    call.firstChunkNanos() - call.startNanos(),
                    names.operation,
                    names.provider,
                    names.requestModel,
                    names.responseModel);
        }
    }

    private void tokens(TrackingMeter meter, long tokens, Names names) {
        meters.summarize(meter, tokens, names.operation, names.provider, names.requestModel, names.responseModel);
    }

    private void tokens(TrackingMeter meter, long tokens, Names names, String type) {
        meters.summarize(meter, tokens, names.operation, names.provider, names.requestModel, names.responseModel, type);
    }

    /** What a call's tags are. */
    private record Names(
            String operation,
            @Nullable String provider,
            @Nullable String requestModel,
            @Nullable String responseModel,
            @Nullable String errorType) {

        static Names of(LlmCall call, LlmCall.Answer answer) {
            LlmCall.Sent sent = call.sent();
            return new Names(
                    GenAiNames.operation(sent.operation()),
                    GenAiNames.provider(sent.provider()),
                    sent.model(),
                    answer.model(),
                    answer.cancelled() ? "cancelled" : ErrorTypes.of(answer.failure()));
        }
    }
}
