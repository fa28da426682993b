// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.metrics;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.execution.LogEntry;
import dev.agenttracking.execution.StageRun;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures each execution once it has ended, with its stages and its calls of models. Nothing of it is done on the thread of the
 * call.
 *
 * <p><b>Threading</b>: the writer's thread.
 */
public final class ExecutionMeters {

    private final TrackingMeters meters;
    private final GenAiProfile profile;
    private final BooleanSupplier tokensAreCounted;
    private @Nullable GenAiMeters genAi;

    /**
     * Makes meters.
     *
     * @param profile whose names those of calls of models have
     * @param tokensAreCounted whether Spring AI counts tokens in the same registry; asked once, when there is something to measure
     */
    public ExecutionMeters(TrackingMeters meters, GenAiProfile profile, BooleanSupplier tokensAreCounted) {
        this.meters = meters;
        this.profile = profile;
        this.tokensAreCounted = tokensAreCounted;
    }

    /** An execution has ended. */
    public void record(Execution ended) {
        if (!meters.areBound()) {
            return;
        }
        String agent = ended.method().agent();
        long nanos = ended.endNanos() - ended.startNanos();
        meters.time(
                TrackingMeter.EXECUTION,
                nanos,
                agent,
                ended.method().method(),
                ended.status().storedName());
        for (LogEntry entry = ended.firstEntry(); entry != null; entry = entry.next()) {
            if (entry instanceof StageRun run && !run.isOpen() && !run.isParked()) {
                recordStage(agent, run);
            }
        }
        GenAiMeters calls = genAi();
        for (LlmCall call : ended.llmCalls()) {
            LlmCall.Answer answer = call.answer();
            if (answer != null) {
                recordUse(agent, call, answer);
                calls.called(call, answer);
            }
        }
        calls.executed(ended, nanos);
    }

    private void recordStage(String agent, StageRun run) {
        meters.time(
                TrackingMeter.STAGE,
                run.endNanos() - run.startNanos(),
                agent,
                run.stage().stageName(),
                run.failure() == null ? "completed" : "failed");
    }

    private void recordUse(String agent, LlmCall call, LlmCall.Answer answer) {
        String model = answer.model() == null ? call.sent().model() : answer.model();
        LlmCall.Usage usage = answer.usage();
        if (usage != null) {
            meters.count(TrackingMeter.LLM_TOKENS, usage.input(), agent, model, "input");
            meters.count(TrackingMeter.LLM_TOKENS, usage.output(), agent, model, "output");
        }
        LlmCall.Cost cost = answer.cost();
        if (cost != null) {
            meters.count(TrackingMeter.LLM_COST, cost.usd().doubleValue(), agent, model);
        }
    }

    private GenAiMeters genAi() {
        GenAiMeters present = genAi;
        if (present == null) {
            present = new GenAiMeters(profile, meters, tokensAreCounted.getAsBoolean());
            genAi = present;
        }
        return present;
    }
}
