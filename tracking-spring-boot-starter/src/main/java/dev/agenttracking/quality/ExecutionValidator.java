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
        List<Violation> violations = new ArrayList<>();
        List<String> responseFaults = new ArrayList<>();
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
                        .forEach(message -> violations.add(new Violation(Violation.HOOK, message)));
            }
        }
        for (StageResponse response : execution.responses()) {
            addResponse(response, own, responseFaults, violations);
        }
        if (!violations.isEmpty() || !execution.responses().isEmpty()) {
            execution.findings(new Findings(
                    List.copyOf(violations), execution.responses().isEmpty() ? null : List.copyOf(responseFaults)));
            report(execution, violations);
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

    private static void addMissingIds(Execution execution, List<Violation> violations) {
        for (TrackedMethod.Parameter parameter : execution.method().parameters()) {
            if (parameter.optional()) {
                continue;
            }
            if (parameter.role() == TrackedMethod.Role.VAULT_ID && isMissing(execution.vaultId())) {
                violations.add(new Violation(Violation.MISSING_ID, "no vault in '" + parameter.name() + "'"));
            } else if (parameter.role() == TrackedMethod.Role.CONVERSATION_ID
                    && isMissing(execution.conversationId())) {
                violations.add(new Violation(Violation.MISSING_ID, "no conversation in '" + parameter.name() + "'"));
            }
        }
    }

    private static boolean isMissing(@Nullable String id) {
        return id == null || id.isBlank();
    }

    private void addStages(ValidationHooks hooks, Execution execution, RanStages ran, List<Violation> violations) {
        guarded(() -> {
                    Map<String, TrackedStage> declared = new HashMap<>();
                    hooks.stages().forEach(stage -> declared.put(stage.stageName(), stage));
                    return hooks.outOfOrder(ran.firstLevel().stream()
                            .map(stage -> declared.get(stage.stageName()))
                            .filter(stage -> stage != null)
                            .toList());
                })
                .forEach(message -> violations.add(new Violation(Violation.STAGE_ORDER, message)));
        if (execution.status() == ExecutionStatus.SUCCESS) {
            guarded(() -> hooks.missing(ran.names()))
                    .forEach(message -> violations.add(new Violation(Violation.MISSING_STAGE, message)));
        }
    }

    private void addResponse(
            StageResponse response,
            List<ValidationHooks> own,
            List<String> responseFaults,
            List<Violation> violations) {
        List<ValidationHooks> all = new ArrayList<>(own);
        ValidationHooks generated = response.stage().generatedHooks();
        if (generated != null) {
            all.add(0, generated);
        }
        TrackedStage stage = response.stage().stage();
        for (ValidationHooks hooks : all) {
            guarded(() -> hooks.checksResponse(stage) ? hooks.responseFaults(stage, response.text()) : List.of())
                    .forEach(fault -> {
                        responseFaults.add(fault);
                        violations.add(
                                new Violation(Violation.RESPONSE, "stage '" + stage.stageName() + "': " + fault));
                    });
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

    private void report(Execution execution, List<Violation> violations) {
        String agent = execution.method().agent();
        for (Violation violation : violations) {
            try {
                listener.violated(agent, violation.kind());
                if (logged.add(agent + ' ' + violation.kind())) {
                    execution
                            .log()
                            .warn(
                                    "{}: {} ({}), execution {}. Further ones of this kind are logged at debug level.",
                                    execution.method(),
                                    violation.message(),
                                    violation.kind(),
                                    execution.id());
                } else {
                    execution
                            .log()
                            .debug(
                                    "{}: {} ({}), execution {}",
                                    execution.method(),
                                    violation.message(),
                                    violation.kind(),
                                    execution.id());
                }
            } catch (RuntimeException fault) {
                faults.swallow("reporting a violation", fault);
            }
        }
    }
}
