// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.model;

import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeVariableName;
import java.util.List;

/**
 * What a constructor or method takes and throws, as seen from the generated subclass.
 *
 * @param visibility who may call it
 * @param typeVariables its own type variables
 * @param parameters its parameters
 * @param varargs whether the last parameter is one of variable arity
 * @param exceptions what it declares to throw
 */
public record Signature(
        Visibility visibility,
        List<TypeVariableName> typeVariables,
        List<ParameterModel> parameters,
        boolean varargs,
        List<TypeName> exceptions) {

    public Signature {
        typeVariables = List.copyOf(typeVariables);
        parameters = List.copyOf(parameters);
        exceptions = List.copyOf(exceptions);
    }
}
