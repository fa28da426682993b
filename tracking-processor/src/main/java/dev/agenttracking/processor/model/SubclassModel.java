// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.model;

import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeVariableName;
import java.util.List;
import java.util.SortedSet;

/**
 * The tracked subclass of an agent's class.
 *
 * @param agentClass the class
 * @param visibility who may use the subclass
 * @param superclass the class with its type arguments
 * @param typeVariables the type variables of both
 * @param constructors the constructors to repeat
 * @param methods the methods to override
 * @param inheritedTypeNames simple names that mean a member type of the class in the subclass's body
 */
public record SubclassModel(
        AgentClass agentClass,
        Visibility visibility,
        TypeName superclass,
        List<TypeVariableName> typeVariables,
        List<Signature> constructors,
        List<MethodModel> methods,
        SortedSet<String> inheritedTypeNames) {

    public SubclassModel {
        typeVariables = List.copyOf(typeVariables);
        constructors = List.copyOf(constructors);
        methods = List.copyOf(methods);
    }
}
