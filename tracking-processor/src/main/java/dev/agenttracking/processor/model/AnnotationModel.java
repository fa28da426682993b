// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.model;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import java.util.List;

/**
 * An annotation that the generated subclass repeats.
 *
 * @param annotation how it is written
 * @param types the classes that it names, its own among them
 */
public record AnnotationModel(AnnotationSpec annotation, List<ClassName> types) {

    public AnnotationModel {
        types = List.copyOf(types);
    }
}
