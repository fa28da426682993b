// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.model;

import com.palantir.javapoet.TypeName;
import java.util.List;

/**
 * A method that the generated subclass overrides.
 *
 * @param name its name in source
 * @param signature what it takes and throws
 * @param returnType what it returns
 * @param erasedReturnType the erasure of what it returns
 * @param result how the result is treated
 * @param annotations what is repeated on it
 * @param tracking what is recorded
 */
public record MethodModel(
        String name,
        Signature signature,
        TypeName returnType,
        TypeName erasedReturnType,
        ResultKind result,
        List<AnnotationModel> annotations,
        TrackingModel tracking) {

    public MethodModel {
        annotations = List.copyOf(annotations);
    }

    /** The parameters that its author wrote: without the continuation of a {@code suspend} function. */
    public List<ParameterModel> ownParameters() {
        List<ParameterModel> all = signature.parameters();
        return result == ResultKind.SUSPENDED ? all.subList(0, all.size() - 1) : all;
    }
}
