// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.generate;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.TrackedStage;
import dev.agenttracking.annotation.ValidationHooks;
import dev.agenttracking.processor.model.AgentClass;
import dev.agenttracking.processor.model.ResponseModel;
import dev.agenttracking.processor.model.StageModel;
import java.util.List;
import javax.lang.model.element.Modifier;

/** Writes {@code XValidationHooks}: what {@code X} declares about its stages, in plain code. */
public final class ValidationHooksGenerator {

    private static final TypeName STAGES = listOf(ClassName.get(TrackedStage.class));

    private ValidationHooksGenerator() {}

    /**
     * Makes the source file.
     *
     * @param responses what the stages' texts must be
     * @param standardGenerated whether {@code javax.annotation.processing.Generated} can be named there
     */
    public static JavaFile generate(AgentClass agent, ResponseModel responses, boolean standardGenerated) {
        ClassName name = agent.hooks();
        List<StageModel> required =
                agent.stages().stream().filter(StageModel::required).toList();
        TypeSpec.Builder type = TypeSpec.classBuilder(name)
                .addJavadoc("What {@link $T} declares about its stages.\n", agent.name())
                .addModifiers(Modifier.PUBLIC, Modifier.FINAL)
                .addSuperinterface(ValidationHooks.class)
                .addField(FieldSpec.builder(name, "INSTANCE", Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
                        .addJavadoc("The only instance.\n")
                        .initializer("new $T()", name)
                        .build())
                .addField(stages("STAGES", agent, agent.stages()))
                .addField(stages("REQUIRED", agent, required))
                .addMethod(MethodSpec.constructorBuilder()
                        .addModifiers(Modifier.PRIVATE)
                        .build())
                .addMethod(getter("agent", TypeName.get(String.class), CodeBlock.of("$S", agent.agent())))
                .addMethod(getter("stages", STAGES, CodeBlock.of("STAGES")))
                .addMethod(getter("requiredStages", STAGES, CodeBlock.of("REQUIRED")))
                .addMethod(mayFollow())
                .addMethod(isModelStep());
        ResponseGenerator.addTo(type, name, responses);
        return GeneratedSource.of(name, type, standardGenerated);
    }

    static TypeName listOf(ClassName element) {
        return ParameterizedTypeName.get(ClassName.get(List.class), element);
    }

    private static FieldSpec stages(String field, AgentClass agent, List<StageModel> stages) {
        CodeBlock constants = stages.stream()
                .map(stage -> CodeBlock.of("$T.$L", agent.stageEnum(), stage.constant()))
                .collect(CodeBlock.joining(",$W"));
        return FieldSpec.builder(STAGES, field, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer("$T.of($L)", List.class, constants)
                .build();
    }

    private static MethodSpec getter(String name, TypeName type, CodeBlock value) {
        return MethodSpec.methodBuilder(name)
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .returns(type)
                .addStatement("return $L", value)
                .build();
    }

    private static MethodSpec mayFollow() {
        return MethodSpec.methodBuilder("mayFollow")
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .returns(boolean.class)
                .addParameter(TrackedStage.class, "previous")
                .addParameter(TrackedStage.class, "next")
                .beginControlFlow("if (previous == null)")
                .addStatement("return true")
                .endControlFlow()
                .addStatement("$T before = previous.kind()", ExecutionStage.class)
                .addStatement("$T after = next.kind()", ExecutionStage.class)
                .addStatement("return before.compareTo(after) <= 0 || (isModelStep(before) && isModelStep(after))")
                .build();
    }

    private static MethodSpec isModelStep() {
        return MethodSpec.methodBuilder("isModelStep")
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .returns(boolean.class)
                .addParameter(ExecutionStage.class, "kind")
                .addStatement(
                        "return kind == $1T.$2L || kind == $1T.$3L || kind == $1T.$4L",
                        ExecutionStage.class,
                        ExecutionStage.LLM_PREPARE.name(),
                        ExecutionStage.LLM_CALL.name(),
                        ExecutionStage.LLM_PARSE.name())
                .build();
    }
}
