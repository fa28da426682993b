// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.metrics;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.execution.CallObserver;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.execution.StageRun;
import dev.agenttracking.metrics.ObservedKey.HighCardinality;
import dev.agenttracking.metrics.ObservedKey.LowCardinality;
import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows executions, stages and calls of models as observations of Micrometer. No content, and no user.
 *
 * <p><b>Threading</b>: thread-safe.
 */
public final class ObservedCalls implements CallObserver {

    private final Supplier<@Nullable ObservationRegistry> registries;
    private final GenAiProfile profile;

    /**
     * Makes one.
     *
     * @param registries asked whenever an execution begins; null where nobody observes
     * @param profile whose names attributes have
     */
    public ObservedCalls(Supplier<@Nullable ObservationRegistry> registries, GenAiProfile profile) {
        this.registries = registries;
        this.profile = profile;
    }

    @Override
    public boolean listens() {
        ObservationRegistry registry = registries.get();
        return registry != null && !registry.isNoop();
    }

    @Override
    public @Nullable Observed begin(Execution execution, @Nullable Observed around) {
        Observation observation = observation(TrackingObservation.EXECUTION, new Observation.Context(), around);
        if (observation == null) {
            return null;
        }
        String agent = execution.method().agent();
        observation.contextualName("invoke_agent " + agent);
        low(observation, LowCardinality.OPERATION, "invoke_agent");
        low(observation, LowCardinality.AGENT, agent);
        low(observation, LowCardinality.METHOD, execution.method().method());
        high(observation, HighCardinality.EXECUTION, execution.id());
        return new ObservedCall(started(observation), () -> {
            low(observation, LowCardinality.STATUS, execution.status().storedName());
            high(observation, HighCardinality.CONVERSATION, execution.conversationId());
        });
    }

    @Override
    public @Nullable Observed begin(StageRun stage, Observed around) {
        Observation observation = observation(TrackingObservation.STAGE, new Observation.Context(), around);
        if (observation == null) {
            return null;
        }
        String name = stage.stage().stageName();
        ExecutionStage kind = stage.stage().kind();
        observation.contextualName(name);
        low(observation, LowCardinality.STAGE, name);
        low(observation, LowCardinality.STAGE_KIND, kind == null ? BoundedTags.NONE : kind.storedName());
        return new ObservedCall(started(observation), () -> {});
    }

    @Override
    public @Nullable Observed begin(LlmCall call, Observed around) {
        SenderContext<Object> context = new SenderContext<>((carrier, key, value) -> {}, Kind.CLIENT);
        context.setCarrier(call);
        Observation observation = observation(TrackingObservation.LLM_CALL, context, around);
        if (observation == null) {
            return null;
        }
        boolean springAi = profile == GenAiProfile.SPRING_AI;
        LlmCall.Sent sent = call.sent();
        String operation = springAi ? sent.operation() : GenAiNames.operation(sent.operation());
        String provider = springAi ? sent.provider() : GenAiNames.provider(sent.provider());
        observation.contextualName(sent.model() == null ? operation : operation + " " + sent.model());
        low(observation, LowCardinality.OPERATION, operation);
        low(observation, springAi ? LowCardinality.SYSTEM : LowCardinality.PROVIDER, provider);
        low(observation, LowCardinality.REQUEST_MODEL, sent.model());
        low(observation, LowCardinality.STREAM, sent.streaming());
        return new ObservedCall(started(observation), () -> answered(observation, call));
    }

    private void answered(Observation observation, LlmCall call) {
        LlmCall.Answer answer = call.answer();
        if (answer == null) {
            return;
        }
        low(observation, LowCardinality.RESPONSE_MODEL, answer.model());
        high(observation, HighCardinality.FINISH_REASONS, answer.finishReason());
        if (call.chunks() > 0) {
            high(observation, HighCardinality.FIRST_CHUNK, (call.firstChunkNanos() - call.startNanos()) / 1e9);
        }
        LlmCall.Usage usage = answer.usage();
        if (usage != null) {
            high(observation, HighCardinality.INPUT_TOKENS, usage.input());
            high(observation, HighCardinality.OUTPUT_TOKENS, usage.output());
            high(observation, HighCardinality.CACHE_READ_TOKENS, usage.cacheRead());
            high(
                    observation,
                    profile == GenAiProfile.OTEL_GENAI_DEV
                            ? HighCardinality.CACHE_WRITE_TOKENS
                            : HighCardinality.CACHE_CREATION_TOKENS,
                    usage.cacheWrite());
            high(observation, HighCardinality.REASONING_TOKENS, usage.reasoning());
        }
        LlmCall.Cost cost = answer.cost();
        if (cost != null) {
            high(observation, HighCardinality.COST, cost.usd().toPlainString());
        }
    }

    /** Null where the application does not want this one to be observed. */
    private @Nullable Observation observation(
            TrackingObservation kind, Observation.Context context, @Nullable Observed around) {
        ObservationRegistry registry = registries.get();
        if (registry == null) {
            return null;
        }
        Observation observation = kind.observation(registry, () -> context);
        if (around instanceof ObservedCall caller && !isWithin(registry.getCurrentObservation(), caller)) {
            observation.parentObservation(caller.observation());
        }
        return observation.isNoop() ? null : observation;
    }

    /** A handler that fails keeps the others from hearing of it: those that have must not wait for its end. */
    private static Observation started(Observation observation) {
        try {
            return observation.start();
        } catch (Throwable fault) {
            try {
                observation.stop();
            } catch (Throwable another) {
                fault.addSuppressed(another);
            }
            throw fault;
        }
    }

    /** What the thread is in knows better than the caller where it is, unless it is somewhere else. */
    private static boolean isWithin(@Nullable ObservationView current, ObservedCall caller) {
        ObservationView observation = current;
        while (observation != null && observation != caller.observation()) {
            observation = observation.getContextView().getParentObservation();
        }
        return observation != null;
    }

    private static void low(Observation observation, KeyName key, @Nullable Object value) {
        observation.lowCardinalityKeyValue(key.asString(), text(value));
    }

    private static void high(Observation observation, KeyName key, @Nullable Object value) {
        if (value != null) {
            observation.highCardinalityKeyValue(key.asString(), text(value));
        }
    }

    private static String text(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        return text.isBlank() ? BoundedTags.NONE : text;
    }
}
