// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.model;

import com.palantir.javapoet.TypeName;
import dev.agenttracking.annotation.runtime.TrackedMethod.Role;
import java.util.List;

/**
 * A parameter of a constructor or method.
 *
 * @param name its name in source
 * @param type its type, an array for a varargs parameter
 * @param role what becomes of its value
 * @param sensitive whether its value is hidden
 * @param optional whether it may be left out
 * @param annotations what is repeated before it
 * @param typeAnnotations what is repeated on its type
 */
public record ParameterModel(
        String name,
        TypeName type,
        Role role,
        boolean sensitive,
        boolean optional,
        List<AnnotationModel> annotations,
        List<AnnotationModel> typeAnnotations) {

    public ParameterModel {
        annotations = List.copyOf(annotations);
        typeAnnotations = List.copyOf(typeAnnotations);
    }

    /** One that is handed on and nothing else. */
    public static ParameterModel of(String name, TypeName type) {
        return new ParameterModel(name, type, Role.INPUT, false, false, List.of(), List.of());
    }
}
