// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.model;

import com.palantir.javapoet.ClassName;
import java.util.List;

/**
 * A concrete class with tracked or stage methods, and the names of what is generated for it.
 *
 * @param name the class
 * @param agent the name of its agent
 * @param stages its distinct stages, by kind, then by name
 */
public record AgentClass(ClassName name, String agent, List<StageModel> stages) {

    public AgentClass {
        stages = List.copyOf(stages);
    }

    /** The enum of the stages: {@code XStage}, {@code Outer_InnerStage}. */
    public ClassName stageEnum() {
        return ClassName.get(name.packageName(), joined("_") + "Stage");
    }

    /** The validation hooks: {@code XValidationHooks}, {@code Outer_InnerValidationHooks}. */
    public ClassName hooks() {
        return ClassName.get(name.packageName(), joined("_") + "ValidationHooks");
    }

    /** The tracked subclass: {@code X$$Tracked}, {@code Outer$Inner$$Tracked}. */
    public ClassName subclass() {
        return ClassName.get(name.packageName(), joined("$") + "$$Tracked");
    }

    /** The class's name as {@code Class.getName()} gives it. */
    public String binaryName() {
        return name.packageName().isEmpty() ? joined("$") : name.packageName() + "." + joined("$");
    }

    private String joined(String separator) {
        return String.join(separator, name.simpleNames());
    }
}
