// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import java.util.List;
import java.util.Objects;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;

/**
 * A method that instances of a type have.
 *
 * @param declarations the method and what it overrides or implements, the nearest first
 */
record FoundMethod(List<ExecutableElement> declarations) {

    ExecutableElement method() {
        return declarations.get(0);
    }

    TypeElement declaringType() {
        return declaringType(method());
    }

    static TypeElement declaringType(ExecutableElement executable) {
        return (TypeElement) Objects.requireNonNull(executable.getEnclosingElement());
    }

    boolean is(Modifier modifier) {
        return method().getModifiers().contains(modifier);
    }

    List<? extends VariableElement> parameters() {
        return method().getParameters();
    }

    /** How messages name it: {@code Planner.run}. */
    String displayName() {
        return declaringType().getSimpleName() + "." + method().getSimpleName();
    }
}
