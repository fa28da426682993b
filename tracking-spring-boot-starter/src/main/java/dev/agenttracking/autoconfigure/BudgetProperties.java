// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.execution.TrackingSwitches;
import dev.agenttracking.llm.Budget;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * How much of models may be used.
 *
 * @param budgets Budgets, by names of your choice.
 */
@ConfigurationProperties("tracking")
public record BudgetProperties(@DefaultValue Map<String, Settings> budgets) {

    /** Refuses budgets that limit nothing, and limits that make no sense. */
    public BudgetProperties {
        budgets.forEach((name, settings) -> settings.require("tracking.budgets." + name));
    }

    /**
     * A budget.
     *
     * @param scope What has this much each: execution-tree, agent, vault or user.
     * @param agents Names of the agents whose calls count, without regard to case and dashes. Default: all.
     * @param maxTokens Tokens, input and output together.
     * @param maxCostUsd Cost in US dollars; calls whose cost is unknown count as nothing.
     * @param maxCalls Calls of models, failed ones included.
     * @param maxDepth Depth in the call tree down to which models may be called; the root is at 0.
     * @param window After how long counting begins anew, by the wall clock. Default: never; an execution tree has none.
     * @param mode soft: an event and a meter, hard: further calls are refused with an exception.
     */
    public record Settings(
            Budget.@Nullable Scope scope,
            @DefaultValue List<String> agents,
            @Nullable Long maxTokens,
            @Nullable BigDecimal maxCostUsd,
            @Nullable Long maxCalls,
            @Nullable Integer maxDepth,
            @Nullable Duration window,
            @DefaultValue("soft") Budget.Mode mode) {

        private void require(String name) {
            if (scope == null) {
                throw new InvalidConfigurationPropertyValueException(
                        name + ".scope", null, "It takes execution-tree, agent, vault or user.");
            }
            if (maxTokens == null && maxCostUsd == null && maxCalls == null && maxDepth == null) {
                throw new InvalidConfigurationPropertyValueException(
                        name, null, "It takes at least one of max-tokens, max-cost-usd, max-calls and max-depth.");
            }
            requireNotNegative(name + ".max-tokens", maxTokens == null ? null : BigDecimal.valueOf(maxTokens));
            requireNotNegative(name + ".max-cost-usd", maxCostUsd);
            requireNotNegative(name + ".max-calls", maxCalls == null ? null : BigDecimal.valueOf(maxCalls));
            requireNotNegative(name + ".max-depth", maxDepth == null ? null : BigDecimal.valueOf(maxDepth));
            if (window != null && (window.toMillis() < 1_000 || window.toDays() > 3_660)) {
                throw new InvalidConfigurationPropertyValueException(
                        name + ".window", window, "It takes a duration from 1s to 3660d.");
            }
            if (window != null && scope == Budget.Scope.EXECUTION_TREE) {
                throw new InvalidConfigurationPropertyValueException(
                        name + ".window", window, "An execution tree has no window; it ends.");
            }
        }

        private static void requireNotNegative(String name, @Nullable BigDecimal value) {
            if (value != null && value.signum() < 0) {
                throw new InvalidConfigurationPropertyValueException(name, value, "It takes a number from 0.");
            }
        }
    }

    List<Budget> all() {
        List<Budget> all = new ArrayList<>();
        budgets.forEach((name, settings) -> {
            if (settings.scope() != null) {
                Set<String> agents = settings.agents().stream()
                        .map(TrackingSwitches::plainName)
                        .collect(Collectors.toUnmodifiableSet());
                all.add(new Budget(
                        name,
                        settings.scope(),
                        agents,
                        settings.maxTokens(),
                        settings.maxCostUsd(),
                        settings.maxCalls(),
                        settings.maxDepth(),
                        settings.window(),
                        settings.mode()));
            }
        });
        return all;
    }
}
