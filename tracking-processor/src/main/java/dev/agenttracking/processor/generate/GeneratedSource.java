// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.generate;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.TypeSpec;
import dev.agenttracking.annotation.runtime.Generated;

/** What all generated files have in common: the marks on the type, and their layout. */
final class GeneratedSource {

    private static final ClassName STANDARD_GENERATED = ClassName.get("javax.annotation.processing", "Generated");
    private static final String GENERATOR = "dev.agenttracking.processor.TrackingProcessor";

    private GeneratedSource() {}

    static JavaFile of(ClassName name, TypeSpec.Builder type, boolean standardGenerated) {
        type.addAnnotation(Generated.class);
        if (standardGenerated) {
            type.addAnnotation(AnnotationSpec.builder(STANDARD_GENERATED)
                    .addMember("value", "$S", GENERATOR)
                    .build());
        }
        return JavaFile.builder(name.packageName(), type.build()).indent("    ").build();
    }
}
