// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.annotation.TrackedStage;
import dev.agenttracking.annotation.ValidationHooks;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.Findings;
import dev.agenttracking.execution.StageResponse;
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
 * own hooks. Each execution keeps what is found about it; the first of a kind and agent is logged.
 *
 * <p><b>Threading</b>: used by the writer's thread alone.
 *
 * <p><b>Failure</b>: what a hook throws is swallowed, and costs what that hook would have found.
 */
public final class ExecutionValidator implements Consumer<Execution> {

    private final Surroundings surroundings;
    private final ViolationListener listener;
    private final Faults faults;
    private final Set<String> logged = new HashSet<>();

    /**
     * Makes a validator.
     *
     * @param surroundings knows the application's own hooks
     * @param listener hears of each violation
     */
    public ExecutionValidator(Surroundings surroundings, ViolationListener listener, Faults faults) {
        this.surroundings = surroundings;
        this.listener = listener;
        this.faults = faults;
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
        List<StageResponse> responses = execution.responses();
        List<String> responseFaults = new ArrayList<>();
        for (StageResponse response : responses) {
            String stage = response.stage().stage().stageName();
            for (String fault : faultsOf(response, own)) {
                responseFaults.add(fault);
                violations.add(Violation.RESPONSE, "stage '" + stage + "': " + fault);
            }
        }
        if (!violations.counts().isEmpty() || !responses.isEmpty()) {
            execution.findings(
                    new Findings(violations.list(), responses.isEmpty() ? null : List.copyOf(responseFaults)));
            report(execution, violations.counts());
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

    private List<String> faultsOf(StageResponse response, List<ValidationHooks> own) {
        String text = response.text();
        if (text == null) {
            return List.of("was not checked: with " + response.length() + " characters it is too long to be kept");
        }
        TrackedStage stage = response.stage().stage();
        List<String> found = new ArrayList<>();
        ValidationHooks generated = response.stage().generatedHooks();
        if (generated != null) {
            found.addAll(guarded(() -> generated.responseFaults(stage, text)));
        }
        for (ValidationHooks hooks : own) {
            found.addAll(guarded(() -> hooks.checksResponse(stage) ? hooks.responseFaults(stage, text) : List.of()));
        }
        return found.isEmpty() || !response.stage().hasSensitiveResult()
                ? found
                : List.of("is not as declared in " + found.size() + (found.size() == 1 ? " place" : " places"));
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
