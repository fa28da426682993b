// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.annotation.TrackedStage;
import dev.agenttracking.annotation.ValidationHooks;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.execution.Evaluation;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.Findings;
import dev.agenttracking.execution.ResponseQuality;
import dev.agenttracking.execution.Surroundings;
import dev.agenttracking.execution.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds ended executions against what is declared: ids and stages of the method and class, response contracts, the application's
 * own hooks; and has the answers of models judged. Each execution keeps what is found about it; the first violation of a kind and
 * agent is logged.
 *
 * <p><b>Threading</b>: used by the writer's thread alone.
 *
 * <p><b>Failure</b>: what a hook throws is swallowed, and costs what that hook would have found.
 */
public final class ExecutionValidator implements Consumer<Execution> {

    private final Surroundings surroundings;
    private final ViolationListener listener;
    private final QualityListener qualityListener;
    private final Faults faults;
    private final AnswerReview answers;
    private final StageContracts contracts = new StageContracts(this::guarded);
    private final QualityScore score;
    private final Set<String> logged = new HashSet<>();

    /**
     * Makes a validator.
     *
     * @param surroundings knows the application's own hooks
     * @param checks look at answers
     * @param listener hears of each violation
     * @param qualityListener hears how good each execution's answer is
     */
    public ExecutionValidator(
            Surroundings surroundings,
            ResponseChecks checks,
            ViolationListener listener,
            QualityListener qualityListener,
            Faults faults) {
        this.surroundings = surroundings;
        this.listener = listener;
        this.qualityListener = qualityListener;
        this.faults = faults;
        this.answers = new AnswerReview(checks, faults);
        this.score = new QualityScore(checks.settings());
    }

    @Override
    public void accept(Execution execution) {
        ViolationList violations = new ViolationList();
        addMissingIds(execution, violations);
        ValidationHooks generated = execution.method().hooks();
        List<ValidationHooks> own = ownHooks(execution, generated);
        if (generated != null || !own.isEmpty()) {
            RanStages ran = RanStages.of(execution);
            if (generated != null) {
                addStages(generated, execution, ran, violations);
            }
            for (ValidationHooks hooks : own) {
                addStages(hooks, execution, ran, violations);
                guarded(() -> hooks.check(new EndedExecution(execution, ran.names())))
                        .forEach(message -> violations.add(Violation.HOOK, message));
            }
        }
        StageContracts.Result kept = contracts.of(execution, own, violations);
        List<AnswerReview.Answer> judged = answers.of(execution);
        AnswerReview.Answer last = judged.isEmpty() ? null : judged.get(judged.size() - 1);
        ResponseQuality quality = score.of(last, kept);
        if (quality != null || !violations.counts().isEmpty()) {
            List<Evaluation> evaluations = new ArrayList<>();
            judged.forEach(answer -> evaluations.addAll(answer.evaluations()));
            evaluations.addAll(kept.evaluations());
            execution.findings(new Findings(violations.list(), List.copyOf(evaluations), quality));
            report(execution, violations.counts());
        }
        if (quality != null) {
            tell(execution, quality);
        }
    }

    private void tell(Execution execution, ResponseQuality quality) {
        try {
            qualityListener.rated(execution.method().agent(), quality.score());
        } catch (Throwable fault) {
            faults.swallow("reporting the quality of an answer", fault);
        }
    }

    private List<ValidationHooks> ownHooks(Execution execution, @Nullable ValidationHooks generated) {
        List<ValidationHooks> own = new ArrayList<>();
        for (ValidationHooks hooks : surroundings.hooks(execution.method().agent())) {
            if (generated == null || hooks.getClass() != generated.getClass()) {
                own.add(hooks);
            }
        }
        return own;
    }

    private static void addMissingIds(Execution execution, ViolationList violations) {
        for (TrackedMethod.Parameter parameter : execution.method().parameters()) {
            if (parameter.optional()) {
                continue;
            }
            if (parameter.role() == TrackedMethod.Role.VAULT_ID && isMissing(execution.vaultId())) {
                violations.add(Violation.MISSING_ID, "no vault in '" + parameter.name() + "'");
            } else if (parameter.role() == TrackedMethod.Role.CONVERSATION_ID
                    && isMissing(execution.conversationId())) {
                violations.add(Violation.MISSING_ID, "no conversation in '" + parameter.name() + "'");
            }
        }
    }

    private static boolean isMissing(@Nullable String id) {
        return id == null || id.isBlank();
    }

    private void addStages(ValidationHooks hooks, Execution execution, RanStages ran, ViolationList violations) {
        guarded(() -> {
                    Map<String, TrackedStage> declared = new HashMap<>();
                    hooks.stages().forEach(stage -> declared.put(stage.stageName(), stage));
                    return hooks.outOfOrder(ran.firstLevel().stream()
                            .map(stage -> declared.get(stage.stageName()))
                            .filter(stage -> stage != null)
                            .toList());
                })
                .forEach(message -> violations.add(Violation.STAGE_ORDER, message));
        if (execution.status() == ExecutionStatus.SUCCESS) {
            guarded(() -> hooks.missing(ran.names()))
                    .forEach(message -> violations.add(Violation.MISSING_STAGE, message));
        }
    }

    private List<String> guarded(Supplier<List<String>> check) {
        try {
            return check.get().stream().filter(message -> message != null).toList();
        } catch (Throwable fault) {
            faults.swallow("running validation hooks", fault);
            return List.of();
        }
    }

    private void report(Execution execution, Map<String, Integer> counts) {
        String agent = execution.method().agent();
        counts.forEach((kind, count) -> {
            try {
                listener.violated(agent, kind, count);
            } catch (Throwable fault) {
                faults.swallow("reporting a violation", fault);
            }
        });
        for (Violation violation : execution.findings().violations()) {
            if (logged.add(agent + ' ' + violation.kind())) {
                execution
                        .log()
                        .warn(
                                "{}: {} ({}), execution {}. Further ones of this kind are logged at debug level.",
                                execution.method(),
                                violation.message(),
                                violation.kind(),
                                execution.id());
            } else if (execution.log().isDebugEnabled()) {
                execution
                        .log()
                        .debug(
                                "{}: {} ({}), execution {}",
                                execution.method(),
                                violation.message(),
                                violation.kind(),
                                execution.id());
            }
        }
    }
}
