// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.generate;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.processor.model.AgentClass;
import dev.agenttracking.processor.model.ExecutionModel;
import dev.agenttracking.processor.model.MethodModel;
import dev.agenttracking.processor.model.ParameterModel;
import dev.agenttracking.processor.model.ResultKind;
import dev.agenttracking.processor.model.StageModel;
import dev.agenttracking.processor.model.TrackingModel;
import java.util.Locale;
import javax.lang.model.element.Modifier;

/** Writes the constant that describes a tracked method to the recorder. */
final class DescriptorGenerator {

    private DescriptorGenerator() {}

    static String constantName(MethodModel method) {
        return "$$" + method.name().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    }

    static FieldSpec field(String constant, AgentClass agent, MethodModel method) {
        return FieldSpec.builder(TrackedMethod.class, constant, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer(description(agent, method))
                .build();
    }

    private static CodeBlock description(AgentClass agent, MethodModel method) {
        TrackingModel tracking = method.tracking();
        ExecutionModel execution = tracking.execution();
        CodeBlock.Builder code = CodeBlock.builder()
                .add(
                        "$T.of($T.class, $S, $S)$>$>",
                        TrackedMethod.class,
                        agent.name(),
                        tracking.agent(),
                        execution == null ? method.name() : execution.method());
        if (execution != null) {
            code.add("\n.execution()");
        }
        StageModel stage = tracking.stage();
        if (stage != null) {
            code.add("\n.stage($T.$L)", agent.stageEnum(), stage.constant());
        }
        if (!agent.stages().isEmpty()) {
            code.add("\n.hooks($T.INSTANCE)", agent.hooks());
        }
        if (tracking.takesArguments()) {
            for (ParameterModel parameter : method.ownParameters()) {
                code.add(
                        "\n.$L($S, $T.Role.$L, $L)",
                        parameter.optional() ? "optionalParameter" : "parameter",
                        parameter.name(),
                        TrackedMethod.class,
                        parameter.role().name(),
                        parameter.sensitive());
            }
        }
        if (execution != null) {
            addExecution(code, execution);
        }
        if (tracking.sensitiveResult()) {
            code.add("\n.sensitiveResult()");
        }
        if (method.result() == ResultKind.OPEN && !method.erasedReturnType().equals(ClassName.OBJECT)) {
            code.add("\n.returns($T.class)", method.erasedReturnType());
        }
        if (method.result() == ResultKind.SUSPENDED) {
            code.add("\n.suspending()");
        }
        return code.add("\n.build()$<$<").build();
    }

    private static void addExecution(CodeBlock.Builder code, ExecutionModel execution) {
        if (!execution.tags().isEmpty()) {
            code.add(
                    "\n.tags($L)",
                    execution.tags().stream()
                            .map(tag -> CodeBlock.of("$S", tag))
                            .collect(CodeBlock.joining(", ")));
        }
        if (execution.timeoutNanos() > 0) {
            code.add("\n.timeoutNanos($LL)", execution.timeoutNanos());
        }
        if (!execution.captureInput()) {
            code.add("\n.withoutInput()");
        }
        if (!execution.captureOutput()) {
            code.add("\n.withoutOutput()");
        }
    }
}
