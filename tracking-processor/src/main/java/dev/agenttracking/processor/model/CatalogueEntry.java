// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.model;

import java.util.List;

/**
 * What the application can know at its start about an agent's class.
 *
 * @param className the class, as {@code Class.getName()} gives it
 * @param agent the agent's name
 * @param tracked the subclass, as {@code Class.getName()} gives it; empty where there is none
 * @param methods the recorded names of its executions
 * @param stages the names of its stages
 * @param source where the class stands
 */
public record CatalogueEntry(
        String className,
        String agent,
        String tracked,
        List<String> methods,
        List<String> stages,
        SourceLocation source) {

    public CatalogueEntry {
        methods = List.copyOf(methods);
        stages = List.copyOf(stages);
    }
}
