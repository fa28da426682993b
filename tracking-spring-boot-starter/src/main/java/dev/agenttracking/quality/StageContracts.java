// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import dev.agenttracking.annotation.TrackedStage;
import dev.agenttracking.annotation.ValidationHooks;
import dev.agenttracking.execution.Evaluation;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.execution.StageResponse;
import dev.agenttracking.execution.StageRun;
import dev.agenttracking.execution.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds what stages returned against the contracts that it has to keep.
 *
 * <p><b>Threading</b>: used by the writer's thread alone.
 */
final class StageContracts {

    private final Function<Supplier<List<String>>, List<String>> guard;

    /**
     * Makes one.
     *
     * @param guard runs code of the application's
     */
    StageContracts(Function<Supplier<List<String>>, List<String>> guard) {
        this.guard = guard;
    }

    /**
     * Looks at all texts with a contract.
     *
     * @param own the application's own hooks for the agent
     * @param violations gets what is found
     */
    Result of(Execution execution, List<ValidationHooks> own, ViolationList violations) {
        List<StageResponse> responses = execution.responses();
        if (responses.isEmpty()) {
            return Result.NOTHING;
        }
        List<String> all = new ArrayList<>();
        List<Evaluation> evaluations = new ArrayList<>();
        for (StageResponse response : responses) {
            String stage = response.stage().stage().stageName();
            List<String> faults = faultsOf(response, own);
            for (String fault : faults) {
                all.add(fault);
                violations.add(Violation.RESPONSE, "stage '" + stage + "': " + fault);
            }
            boolean kept = faults.isEmpty();
            evaluations.add(new Evaluation(
                    lastCallIn(response.stage(), execution.llmCalls()),
                    CheckNames.CONTRACT,
                    kept ? Evaluation.Label.PASS : Evaluation.Label.FAIL,
                    kept ? 1 : 0,
                    kept ? null : AnswerReview.cut("stage '" + stage + "': " + String.join("; ", faults)),
                    response.stage().endNanos()));
        }
        return new Result(List.copyOf(evaluations), List.copyOf(all));
    }

    private List<String> faultsOf(StageResponse response, List<ValidationHooks> own) {
        String text = response.text();
        if (text == null) {
            return List.of("was not checked: with " + response.length() + " characters it is too long to be kept");
        }
        TrackedStage stage = response.stage().stage();
        List<String> found = new ArrayList<>();
        ValidationHooks generated = response.stage().generatedHooks();
        if (generated != null) {
            found.addAll(guard.apply(() -> generated.responseFaults(stage, text)));
        }
        for (ValidationHooks hooks : own) {
            found.addAll(
                    guard.apply(() -> hooks.checksResponse(stage) ? hooks.responseFaults(stage, text) : List.of()));
        }
        return found.isEmpty() || !response.stage().hasSensitiveResult()
                ? found
                : List.of("is not as declared in " + found.size() + (found.size() == 1 ? " place" : " places"));
    }

    /** The call whose answer the stage returned, as far as anyone can tell. */
    private static @Nullable Integer lastCallIn(StageRun stage, List<LlmCall> calls) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            for (StageRun run = calls.get(i).stage(); run != null; run = run.parent()) {
                if (run == stage) {
                    return i;
                }
            }
        }
        return null;
    }

    /**
     * What was found.
     *
     * @param faults what is wrong, in the words of the contracts
     */
    record Result(List<Evaluation> evaluations, List<String> faults) {

        static final Result NOTHING = new Result(List.of(), List.of());
    }
}
