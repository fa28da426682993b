// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.LlmAccounting;
import dev.agenttracking.execution.TimeSource;
import dev.agenttracking.llm.Budget;
import dev.agenttracking.llm.BudgetListener;
import dev.agenttracking.llm.LlmBudgets;
import dev.agenttracking.llm.ModelPrices;
import dev.agenttracking.llm.PricedLlmCalls;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Role;

/** What calls of models cost, and how much of them may be used. */
@AutoConfiguration(before = TrackingAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "tracking.enabled", matchIfMissing = true)
@EnableConfigurationProperties({PricingProperties.class, BudgetProperties.class})
public final class CostsAutoConfiguration {

    /** A fallback: where the application accounts for calls itself, it does. */
    @Bean
    @Fallback
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    LlmAccounting agentTrackingLlmAccounting(
            PricingProperties pricing,
            BudgetProperties budgets,
            ObjectProvider<BudgetListener> listeners,
            ObjectProvider<Faults> faults) {
        List<Budget> all = budgets.all();
        return new PricedLlmCalls(
                ModelPrices.of(pricing.ownPrices(), pricing.builtIn()),
                all.isEmpty()
                        ? null
                        : new LlmBudgets(
                                all,
                                new BudgetListeners(listeners, faults.getIfAvailable(Faults::new)),
                                TimeSource.SYSTEM));
    }
}
