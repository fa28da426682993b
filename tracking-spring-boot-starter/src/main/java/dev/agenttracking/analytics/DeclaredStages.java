// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The stages of a registered agent.
 *
 * @param stages those that it declares
 * @param executions how many it has
 * @param entered those that its executions entered, with others
 */
record DeclaredStages(
        String serviceName, String agentName, List<String> stages, long executions, Collection<String> entered) {

    /** The same with what was found out about this agent among others. */
    DeclaredStages andEntered(Set<Entered> found) {
        Set<String> all = new HashSet<>(entered);
        for (String stage : stages) {
            if (found.contains(new Entered(serviceName, agentName, stage))) {
                all.add(stage);
            }
        }
        return new DeclaredStages(serviceName, agentName, stages, executions, all);
    }

    /** Those that none of its executions entered. */
    List<String> missing() {
        return stages.stream().filter(stage -> !entered.contains(stage)).toList();
    }

    /** Those of some agents, the busiest agents first. */
    static List<UnreachedStage> unreached(List<DeclaredStages> agents, int limit) {
        List<UnreachedStage> unreached = new ArrayList<>();
        for (DeclaredStages agent : agents) {
            for (String stage : agent.missing()) {
                unreached.add(new UnreachedStage(agent.serviceName, agent.agentName, stage, agent.executions));
            }
        }
        unreached.sort(Comparator.comparing(UnreachedStage::executions)
                .reversed()
                .thenComparing(UnreachedStage::serviceName)
                .thenComparing(UnreachedStage::agentName));
        return List.copyOf(unreached.subList(0, Math.min(limit, unreached.size())));
    }

    /** That an execution of an agent entered a stage. */
    record Entered(String serviceName, String agentName, String stage) {}
}
