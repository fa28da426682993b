// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.generate;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.NameAllocator;
import dev.agenttracking.annotation.runtime.CallRecorder;
import dev.agenttracking.processor.model.MethodModel;
import dev.agenttracking.processor.model.ParameterModel;
import dev.agenttracking.processor.model.ResultKind;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the override of one method. {@code throw failure} relies on Java's precise rethrow: the compiler knows that
 * only what the user's method declares can arrive there, so no signature changes.
 */
final class OverrideGenerator {

    private final MethodModel method;
    private final String descriptor;
    private final NameAllocator names = new NameAllocator();

    private OverrideGenerator(MethodModel method, String descriptor) {
        this.method = method;
        this.descriptor = descriptor;
    }

    static MethodSpec override(MethodModel method, String descriptor) {
        return new OverrideGenerator(method, descriptor).generate();
    }

    /** Of a method that is not tracked, but has to be found in the subclass. */
    static MethodSpec handOn(MethodModel method) {
        OverrideGenerator generator = new OverrideGenerator(method, "");
        MethodSpec.Builder builder = generator.declare();
        CodeBlock original = generator.original(SubclassGenerator.parameterNames(method.signature(), generator.names));
        return builder.addStatement(method.result() == ResultKind.NONE ? original : CodeBlock.of("return $L", original))
                .build();
    }

    private MethodSpec.Builder declare() {
        return SubclassGenerator.declare(MethodSpec.methodBuilder(method.name()), method.signature(), names)
                .addAnnotation(Override.class)
                .addAnnotations(SubclassGenerator.specs(method.annotations()))
                .returns(method.returnType());
    }

    private MethodSpec generate() {
        MethodSpec.Builder builder = declare();
        List<String> parameters = SubclassGenerator.parameterNames(method.signature(), names);
        String recorder = names.newName("recorder");
        String call = names.newName("call");
        CodeBlock original = original(parameters);

        builder.addStatement("$T $N = this.$L", CallRecorder.class, recorder, SubclassGenerator.RECORDER)
                .addStatement(
                        "$T $N = $N == null ? null : $N.enter($N)", Object.class, call, recorder, recorder, descriptor)
                .beginControlFlow("if ($N == null)", call);
        if (method.result() == ResultKind.NONE) {
            builder.addStatement(original).addStatement("return");
        } else {
            builder.addStatement("return $L", original);
        }
        builder.endControlFlow();
        addCall(
                builder,
                recorder,
                call,
                parameters.subList(0, method.ownParameters().size()),
                original);
        return builder.build();
    }

    private CodeBlock original(List<String> arguments) {
        return CodeBlock.of(
                "super.$L$N($L)",
                SubclassGenerator.typeArguments(method.signature()),
                method.name(),
                String.join(", ", arguments));
    }

    /** What {@code suspend} functions are called with: the continuation is the recorder's. */
    private List<String> withContinuation(List<String> own, MethodSpec.Builder builder, String recorder, String call) {
        ParameterModel last = method.signature().parameters().get(own.size());
        String continuation = names.newName("continuation");
        builder.addStatement(
                "$T $N = ($T) $N.continuation($N, $N)",
                last.type(),
                continuation,
                last.type(),
                recorder,
                call,
                names.get(last));
        List<String> arguments = new ArrayList<>(own);
        arguments.add(continuation);
        return arguments;
    }

    /** Once a call has begun, nothing may keep it from being ended: not even the end of the stack, or of memory for an array. */
    private void addCall(
            MethodSpec.Builder builder, String recorder, String call, List<String> own, CodeBlock plainOriginal) {
        CodeBlock original = plainOriginal;
        String failure = names.newName("failure");
        String result = names.newName("result");
        boolean returns = method.result() != ResultKind.NONE;
        if (returns) {
            builder.addStatement("$T $N", method.returnType(), result);
        }
        builder.beginControlFlow("try");
        if (method.tracking().takesArguments() && !own.isEmpty()) {
            builder.addStatement("$N.arguments($N, $L)", recorder, call, arguments(own));
        }
        if (method.result() == ResultKind.SUSPENDED) {
            original = original(withContinuation(own, builder, recorder, call));
        }
        builder.addStatement(returns ? CodeBlock.of("$N = $L", result, original) : original);
        builder.nextControlFlow("catch ($T $N)", Throwable.class, failure)
                .addStatement("$N.threw($N, $N)", recorder, call, failure)
                .addStatement("throw $N", failure)
                .endControlFlow();
        switch (method.result()) {
            case NONE -> builder.addStatement("$N.returned($N, null)", recorder, call);
            case PLAIN ->
                builder.addStatement("$N.returned($N, $N)", recorder, call, result)
                        .addStatement("return $N", result);
            case OPEN, SUSPENDED ->
                builder.addStatement("return $L$N.returned($N, $N)", castToResult(), recorder, call, result);
        }
    }

    private CodeBlock castToResult() {
        return method.returnType().equals(ClassName.OBJECT)
                ? CodeBlock.of("")
                : CodeBlock.of("($T) ", method.returnType());
    }

    /** A single array would be taken for the whole list of arguments. */
    private CodeBlock arguments(List<String> parameters) {
        if (parameters.size() == 1 && method.signature().parameters().get(0).type() instanceof ArrayTypeName) {
            return CodeBlock.of("($T) $N", Object.class, parameters.get(0));
        }
        return CodeBlock.of("$L", String.join(", ", parameters));
    }
}
