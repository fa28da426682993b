// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.actuate.TrackingState.AgentSwitch;
import dev.agenttracking.execution.TrackingSwitches;
import dev.agenttracking.postgres.RegisteredAgent;
import dev.agenttracking.weaving.AgentCatalogue;
import dev.agenttracking.weaving.TrackingAdvisor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * The agents of this application as they are now: those that the processor has seen, also where no bean is made of them, and
 * those that were found among the beans.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class RegisteredAgents implements Supplier<List<RegisteredAgent>> {

    private final AgentCatalogue catalogue;
    private final AgentPolicies policies;
    private final TrackingSwitches switches;
    private final TrackingAdvisor advisor;
    private final ConfigurableListableBeanFactory beans;
    private final Map<String, Boolean> isBean = new ConcurrentHashMap<>();

    RegisteredAgents(
            AgentCatalogue catalogue,
            AgentPolicies policies,
            TrackingSwitches switches,
            TrackingAdvisor advisor,
            ConfigurableListableBeanFactory beans) {
        this.catalogue = catalogue;
        this.policies = policies;
        this.switches = switches;
        this.advisor = advisor;
        this.beans = beans;
    }

    @Override
    public List<RegisteredAgent> get() {
        Map<String, RegisteredAgent> agents = new TreeMap<>();
        advisor.agents()
                .forEach((agent, type) -> agents.put(
                        agent,
                        new RegisteredAgent(agent, type.getName(), List.of(), List.of(), isEnabled(agent), true)));
        for (AgentCatalogue.Entry entry : catalogue.entries()) {
            boolean bean = isBean.computeIfAbsent(entry.className(), this::hasBean);
            RegisteredAgent known = agents.get(entry.agent());
            if (entry.isRecordedByItself() && (known == null || bean || !known.bean())) {
                agents.put(
                        entry.agent(),
                        new RegisteredAgent(
                                entry.agent(),
                                entry.className(),
                                entry.methods(),
                                entry.stages(),
                                isEnabled(entry.agent()),
                                bean));
            }
        }
        return List.copyOf(agents.values());
    }

    /** The switch of each, and of others that were switched: where all is off, that of an agent may be on. */
    List<AgentSwitch> switches() {
        Map<String, Boolean> others = switches.switchedAgents();
        List<AgentSwitch> all = new ArrayList<>();
        for (RegisteredAgent known : get()) {
            all.add(new AgentSwitch(known.agent(), isSwitchedOn(known.agent()), true));
            others.remove(TrackingSwitches.plainName(known.agent()));
        }
        others.forEach((agent, on) -> all.add(new AgentSwitch(agent, on, false)));
        return List.copyOf(all);
    }

    private boolean isEnabled(String agent) {
        return switches.isEnabled() && isSwitchedOn(agent);
    }

    private boolean isSwitchedOn(String agent) {
        return switches.switchedAgents().getOrDefault(TrackingSwitches.plainName(agent), policies.isEnabled(agent));
    }

    /** Makes no bean, and asks no factory bean to. */
    private boolean hasBean(String className) {
        try {
            Class<?> type = ClassUtils.forName(className, beans.getBeanClassLoader());
            return BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type, true, false).length > 0;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }
}
