// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.generate;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.TrackedStage;
import dev.agenttracking.processor.model.AgentClass;
import dev.agenttracking.processor.model.StageModel;
import javax.lang.model.element.Modifier;

/** Writes {@code XStage}: one constant per distinct stage of {@code X}. */
public final class StageEnumGenerator {

    private StageEnumGenerator() {}

    /**
     * Makes the source file.
     *
     * @param standardGenerated whether {@code javax.annotation.processing.Generated} can be named there
     */
    public static JavaFile generate(AgentClass agent, boolean standardGenerated) {
        ClassName name = agent.stageEnum();
        TypeSpec.Builder type = TypeSpec.enumBuilder(name)
                .addJavadoc("The stages of {@link $T}.\n", agent.name())
                .addModifiers(Modifier.PUBLIC)
                .addSuperinterface(TrackedStage.class);
        for (StageModel stage : agent.stages()) {
            TypeSpec arguments = TypeSpec.anonymousClassBuilder(
                            "$S, $T.$L",
                            stage.name(),
                            ExecutionStage.class,
                            stage.kind().name())
                    .build();
            type.addEnumConstant(stage.constant(), arguments);
        }
        type.addField(String.class, "stageName", Modifier.PRIVATE, Modifier.FINAL)
                .addField(ExecutionStage.class, "kind", Modifier.PRIVATE, Modifier.FINAL)
                .addMethod(MethodSpec.constructorBuilder()
                        .addParameter(String.class, "stageName")
                        .addParameter(ExecutionStage.class, "kind")
                        .addStatement("this.stageName = stageName")
                        .addStatement("this.kind = kind")
                        .build())
                .addMethod(MethodSpec.methodBuilder("stageName")
                        .addAnnotation(Override.class)
                        .addModifiers(Modifier.PUBLIC)
                        .returns(String.class)
                        .addStatement("return stageName")
                        .build())
                .addMethod(MethodSpec.methodBuilder("kind")
                        .addAnnotation(Override.class)
                        .addModifiers(Modifier.PUBLIC)
                        .returns(ExecutionStage.class)
                        .addStatement("return kind")
                        .build());
        return GeneratedSource.of(name, type, standardGenerated);
    }
}
