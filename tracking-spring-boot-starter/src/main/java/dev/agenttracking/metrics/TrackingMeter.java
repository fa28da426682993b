// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.metrics;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.docs.MeterDocumentation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every meter of this library: its name, kind, unit, tags, and what it says. No tag is ever an id.
 *
 * <p><b>Source</b>: those of {@code gen_ai.} are of OpenTelemetry's conventions for generative AI, 1.41.1 and what is in development
 * after it; see {@link GenAiProfile}.
 */
public enum TrackingMeter implements MeterDocumentation {
    /** Executions. */
    EXECUTION(
            "agent.execution",
            Meter.Type.TIMER,
            null,
            "Executions of agents that have ended, those that sampling leaves out included",
            Buckets.AGENTS,
            MeterTag.AGENT,
            MeterTag.METHOD,
            MeterTag.STATUS),
    /** Stages. */
    STAGE(
            "agent.stage",
            Meter.Type.TIMER,
            null,
            "Stages of agents that have ended",
            Buckets.OPERATIONS,
            MeterTag.AGENT,
            MeterTag.STAGE,
            MeterTag.STATUS),
    /** Quality. */
    RESPONSE_QUALITY(
            "agent.response.quality",
            Meter.Type.DISTRIBUTION_SUMMARY,
            null,
            "Scores of executions whose answers were judged, 0 to 1",
            Buckets.SCORES,
            MeterTag.AGENT),
    /** What is not as declared. */
    VIOLATIONS(
            "agent.violations",
            Meter.Type.COUNTER,
            null,
            "What executions did otherwise than their classes declare",
            Buckets.NONE,
            MeterTag.AGENT,
            MeterTag.KIND),
    /** Tokens by agent. */
    LLM_TOKENS(
            "agent.llm.tokens",
            Meter.Type.COUNTER,
            "tokens",
            "Tokens of calls of models, whoever made them",
            Buckets.NONE,
            MeterTag.AGENT,
            MeterTag.MODEL,
            MeterTag.TYPE),
    /** Costs by agent. */
    LLM_COST(
            "agent.llm.cost",
            Meter.Type.COUNTER,
            "usd",
            "What calls of models cost, where their price is known",
            Buckets.NONE,
            MeterTag.AGENT,
            MeterTag.MODEL),
    /** Budgets. */
    BUDGET_EXCEEDED(
            "tracking.budget.exceeded",
            Meter.Type.COUNTER,
            null,
            "How often a budget was exceeded",
            Buckets.NONE,
            MeterTag.BUDGET,
            MeterTag.MODE),

    /** Rules. */
    ALERTS_FIRING(
            "tracking.alerts.firing",
            Meter.Type.GAUGE,
            null,
            "Of how many agents a rule fires now",
            Buckets.NONE,
            MeterTag.RULE),
    /** The webhook. */
    ALERTS_DELIVERIES(
            "tracking.alerts.deliveries",
            Meter.Type.COUNTER,
            null,
            "What became of alerts for the webhook: sent, failed or dropped",
            Buckets.NONE,
            MeterTag.OUTCOME),

    /** The writer's account: all that it takes responsibility for. */
    WRITER_ACCEPTED(
            "tracking.writer.accepted",
            Meter.Type.COUNTER,
            Units.EXECUTIONS,
            "Executions that ended, and those found in files of processes that are no more",
            Buckets.NONE),
    /** In memory. */
    WRITER_QUEUED(
            "tracking.writer.queued",
            Meter.Type.GAUGE,
            Units.EXECUTIONS,
            "Of those accepted, those that wait in memory now",
            Buckets.NONE),
    /** Not accepted yet. */
    WRITER_UNDECIDED(
            "tracking.writer.undecided",
            Meter.Type.GAUGE,
            Units.EXECUTIONS,
            "Executions in the queue that sampling may leave out; not accepted yet",
            Buckets.NONE),
    /** On disk. */
    WRITER_SPILLED(
            "tracking.writer.spilled",
            Meter.Type.GAUGE,
            Units.EXECUTIONS,
            "Of those accepted, those that wait on disk now",
            Buckets.NONE),
    /** In the store. */
    WRITER_WRITTEN(
            "tracking.writer.written",
            Meter.Type.COUNTER,
            Units.EXECUTIONS,
            "Of those accepted, those in the store",
            Buckets.NONE),
    /** Refused by the store. */
    WRITER_DEAD_LETTERED(
            "tracking.writer.dead_lettered",
            Meter.Type.COUNTER,
            Units.EXECUTIONS,
            "Of those accepted, those that the store refused and keeps aside",
            Buckets.NONE),
    /** Left to another process. */
    WRITER_HANDED_OVER(
            "tracking.writer.handed_over",
            Meter.Type.COUNTER,
            Units.EXECUTIONS,
            "Of those accepted, those left in files at a stop that were gone at the next start",
            Buckets.NONE),
    /** Lost. */
    WRITER_DROPPED(
            "tracking.writer.dropped",
            Meter.Type.COUNTER,
            Units.EXECUTIONS,
            "Of those accepted, those that are lost",
            Buckets.NONE,
            MeterTag.REASON),
    /** Trouble with the store. */
    WRITER_FAILURES(
            "tracking.writer.failures",
            Meter.Type.COUNTER,
            "attempts",
            "Attempts to reach the store, or to write a batch, that failed",
            Buckets.NONE),
    /** Files. */
    WRITER_SPILL_SIZE(
            "tracking.writer.spill.size",
            Meter.Type.GAUGE,
            "bytes",
            "Files of executions that wait to be stored",
            Buckets.NONE),

    /** Calls of models, of {@code otel-1.41}; of embeddings in {@code otel-genai-dev}, too. */
    GEN_AI_OPERATION_DURATION(
            "gen_ai.client.operation.duration",
            Meter.Type.TIMER,
            null,
            "Calls of models",
            Buckets.OPERATIONS,
            MeterTag.OPERATION,
            MeterTag.PROVIDER,
            MeterTag.REQUEST_MODEL,
            MeterTag.RESPONSE_MODEL,
            MeterTag.ERROR_TYPE),
    /** Tokens a call, of {@code otel-1.41}. Its unit has no place in Prometheus' name. */
    GEN_AI_TOKEN_USAGE(
            "gen_ai.client.token.usage",
            Meter.Type.DISTRIBUTION_SUMMARY,
            null,
            "Tokens that calls of models used",
            Buckets.TOKENS,
            MeterTag.OPERATION,
            MeterTag.PROVIDER,
            MeterTag.REQUEST_MODEL,
            MeterTag.RESPONSE_MODEL,
            MeterTag.TOKEN_TYPE),
    /** Streams, of {@code otel-1.41}. */
    GEN_AI_TIME_TO_FIRST_CHUNK(
            "gen_ai.client.operation.time_to_first_chunk",
            Meter.Type.TIMER,
            null,
            "How long streams of models took until their first piece came",
            Buckets.OPERATIONS,
            MeterTag.OPERATION,
            MeterTag.PROVIDER,
            MeterTag.REQUEST_MODEL,
            MeterTag.RESPONSE_MODEL),

    /** Calls of models, of {@code otel-genai-dev}. */
    GEN_AI_INFERENCE_DURATION(
            "gen_ai.client.inference.duration",
            Meter.Type.TIMER,
            null,
            "Calls of models for an answer",
            Buckets.OPERATIONS,
            MeterTag.OPERATION,
            MeterTag.PROVIDER,
            MeterTag.REQUEST_MODEL,
            MeterTag.RESPONSE_MODEL,
            MeterTag.ERROR_TYPE),
    /** Streams, of {@code otel-genai-dev}. */
    GEN_AI_INFERENCE_TIME_TO_FIRST_CHUNK(
            "gen_ai.client.inference.time_to_first_chunk",
            Meter.Type.TIMER,
            null,
            "How long streams of models took until their first piece came",
            Buckets.OPERATIONS,
            MeterTag.OPERATION,
            MeterTag.PROVIDER,
            MeterTag.REQUEST_MODEL,
            MeterTag.RESPONSE_MODEL),
    /** Tokens sent, of {@code otel-genai-dev}. */
    GEN_AI_INFERENCE_INPUT_TOKENS(
            "gen_ai.client.inference.operation.input_tokens",
            Meter.Type.DISTRIBUTION_SUMMARY,
            null,
            "Tokens that calls of models for an answer sent",
            Buckets.TOKENS,
            MeterTag.OPERATION,
            MeterTag.PROVIDER,
            MeterTag.REQUEST_MODEL,
            MeterTag.RESPONSE_MODEL),
    /** Tokens received, of {@code otel-genai-dev}. */
    GEN_AI_INFERENCE_OUTPUT_TOKENS(
            "gen_ai.client.inference.operation.output_tokens",
            Meter.Type.DISTRIBUTION_SUMMARY,
            null,
            "Tokens that calls of models for an answer received",
            Buckets.TOKENS,
            MeterTag.OPERATION,
            MeterTag.PROVIDER,
            MeterTag.REQUEST_MODEL,
            MeterTag.RESPONSE_MODEL),
    /** Executions, of {@code otel-genai-dev}. */
    GEN_AI_INVOKE_AGENT_DURATION(
            "gen_ai.invoke_agent.duration",
            Meter.Type.TIMER,
            null,
            "Executions of agents that have ended",
            Buckets.AGENTS,
            MeterTag.GEN_AI_AGENT,
            MeterTag.ERROR_TYPE),
    /** Calls of models an execution, of {@code otel-genai-dev}. */
    GEN_AI_INVOKE_AGENT_INFERENCE_CALLS(
            "gen_ai.invoke_agent.inference_calls",
            Meter.Type.DISTRIBUTION_SUMMARY,
            null,
            "Calls of models that an execution made itself",
            Buckets.CALLS,
            MeterTag.GEN_AI_AGENT),
    /** Calls of tools an execution, of {@code otel-genai-dev}. */
    GEN_AI_INVOKE_AGENT_TOOL_CALLS(
            "gen_ai.invoke_agent.tool_calls",
            Meter.Type.DISTRIBUTION_SUMMARY,
            null,
            "Calls of tools that an execution's models asked for",
            Buckets.CALLS,
            MeterTag.GEN_AI_AGENT),
    /** Calls of tools, of {@code otel-genai-dev}. */
    GEN_AI_EXECUTE_TOOL_DURATION(
            "gen_ai.execute_tool.duration",
            Meter.Type.TIMER,
            null,
            "Calls of tools that models asked for",
            Buckets.OPERATIONS,
            MeterTag.TOOL,
            MeterTag.GEN_AI_AGENT,
            MeterTag.ERROR_TYPE),

    /** Calls of models that Spring AI does not measure, of {@code spring-ai}. */
    SPRING_AI_OPERATION(
            "gen_ai.client.operation",
            Meter.Type.TIMER,
            null,
            "Calls of models",
            Buckets.OPERATIONS,
            MeterTag.OPERATION,
            MeterTag.SYSTEM,
            MeterTag.REQUEST_MODEL,
            MeterTag.RESPONSE_MODEL,
            MeterTag.ERROR),
    /** Tokens of calls that Spring AI does not measure, of {@code spring-ai}; the name of {@link #GEN_AI_TOKEN_USAGE}. */
    SPRING_AI_TOKEN_USAGE(
            "gen_ai.client.token.usage",
            Meter.Type.COUNTER,
            null,
            "Measures number of input and output tokens used",
            Buckets.NONE,
            MeterTag.OPERATION,
            MeterTag.SYSTEM,
            MeterTag.REQUEST_MODEL,
            MeterTag.RESPONSE_MODEL,
            MeterTag.TOKEN_TYPE);

    private final String name;
    private final Meter.Type type;
    private final @Nullable String unit;
    private final String description;
    private final Buckets buckets;
    private final List<MeterTag> tags;

    TrackingMeter(
            String name,
            Meter.Type type,
            @Nullable String unit,
            String description,
            Buckets buckets,
            MeterTag... tags) {
        this.name = name;
        this.type = type;
        this.unit = unit;
        this.description = description;
        this.buckets = buckets;
        this.tags = List.of(tags);
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public Meter.Type getType() {
        return type;
    }

    /** Null where the name says it, or there is none. */
    @Override
    @SuppressWarnings("NullAway") // of a library without the annotation
    public @Nullable String getBaseUnit() {
        return unit;
    }

    @Override
    public KeyName[] getKeyNames() {
        return tags.toArray(KeyName[]::new);
    }

    /** What it says, in one sentence. */
    public String description() {
        return description;
    }

    Buckets buckets() {
        return buckets;
    }

    List<MeterTag> tags() {
        return tags;
    }

    private static final class Units {
        private static final String EXECUTIONS = "executions";
    }
}
