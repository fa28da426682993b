// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.annotation.ValidationHooks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * The application's own hooks, by agent. Before its beans are all made there are none, so that no call of an agent makes one.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class ApplicationHooks implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(ApplicationHooks.class);

    private final ObjectProvider<ValidationHooks> beans;
    private volatile List<ValidationHooks> forAll = List.of();
    private volatile Map<String, List<ValidationHooks>> byAgent = Map.of();

    ApplicationHooks(ObjectProvider<ValidationHooks> beans) {
        this.beans = beans;
    }

    @Override
    public void afterSingletonsInstantiated() {
        List<ValidationHooks> general = new ArrayList<>();
        Map<String, List<ValidationHooks>> special = new HashMap<>();
        beans.orderedStream().forEach(hooks -> {
            String agent = agentOf(hooks);
            if (ValidationHooks.ALL_AGENTS.equals(agent)) {
                general.add(hooks);
            } else if (agent != null) {
                special.computeIfAbsent(agent, key -> new ArrayList<>()).add(hooks);
            }
        });
        special.values().forEach(own -> own.addAll(general));
        byAgent = Map.copyOf(special);
        forAll = List.copyOf(general);
    }

    private static @Nullable String agentOf(ValidationHooks hooks) {
        try {
            String agent = hooks.agent();
            if (agent != null) {
                return agent;
            }
            log.warn(
                    "The validation hooks {} name no agent, and are not used",
                    hooks.getClass().getName());
        } catch (Throwable fault) {
            log.warn(
                    "The validation hooks {} cannot tell their agent, and are not used",
                    hooks.getClass().getName(),
                    fault);
        }
        return null;
    }

    /** Those for an agent, and those for all. */
    List<ValidationHooks> of(String agent) {
        return byAgent.getOrDefault(agent, forAll);
    }
}
