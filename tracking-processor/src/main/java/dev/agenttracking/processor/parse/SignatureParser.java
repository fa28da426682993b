// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import com.palantir.javapoet.TypeVariableName;
import dev.agenttracking.annotation.runtime.TrackedMethod.Role;
import dev.agenttracking.processor.model.MethodModel;
import dev.agenttracking.processor.model.ParameterModel;
import dev.agenttracking.processor.model.ResultKind;
import dev.agenttracking.processor.model.Signature;
import dev.agenttracking.processor.model.TrackingModel;
import dev.agenttracking.processor.model.Visibility;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Types;

/** Reads constructors and methods as they look from a class, its type arguments for inherited ones filled in. */
final class SignatureParser {

    private final Types types;

    SignatureParser(Types types) {
        this.types = types;
    }

    /** The type of a constructor or method of {@code type}, seen from there. */
    ExecutableType typeOf(ExecutableElement executable, TypeElement type) {
        return FoundMethod.declaringType(executable).equals(type)
                ? (ExecutableType) executable.asType()
                : (ExecutableType) types.asMemberOf((DeclaredType) type.asType(), executable);
    }

    Signature constructor(ExecutableElement constructor) {
        ExecutableType type = (ExecutableType) constructor.asType();
        TypeNames names = new TypeNames();
        List<TypeVariableName> typeVariables = names.declare(type.getTypeVariables(), Set.of());
        List<ParameterModel> parameters = new ArrayList<>();
        for (int i = 0; i < type.getParameterTypes().size(); i++) {
            VariableElement parameter = constructor.getParameters().get(i);
            parameters.add(new ParameterModel(
                    parameter.getSimpleName().toString(),
                    names.of(type.getParameterTypes().get(i)),
                    Role.INPUT,
                    false,
                    false));
        }
        return new Signature(
                visibility(constructor),
                typeVariables,
                parameters,
                constructor.isVarArgs(),
                names.of(type.getThrownTypes()));
    }

    MethodModel method(FoundMethod found, TypeElement type, TrackingModel tracking) {
        ExecutableElement method = found.method();
        ExecutableType methodType = typeOf(method, type);
        TypeNames names = new TypeNames();
        List<TypeVariableName> typeVariables = names.declare(
                methodType.getTypeVariables(), found.declaringType().equals(type) ? Set.of() : typeVariablesOf(type));
        List<MarkedParameter> marked = MarkedParameter.of(found);
        List<Role> roles = MarkedParameter.rolesOf(marked);
        List<ParameterModel> parameters = new ArrayList<>();
        for (int i = 0; i < marked.size(); i++) {
            parameters.add(new ParameterModel(
                    marked.get(i).name(),
                    names.of(methodType.getParameterTypes().get(i)),
                    roles.get(i),
                    marked.get(i).sensitive(),
                    marked.get(i).optional()));
        }
        Signature signature = new Signature(
                visibility(method),
                typeVariables,
                parameters,
                method.isVarArgs(),
                names.of(methodType.getThrownTypes()));
        return new MethodModel(
                method.getSimpleName().toString(),
                signature,
                names.of(methodType.getReturnType()),
                names.of(types.erasure(methodType.getReturnType())),
                Suspending.isSuspending(method) ? ResultKind.SUSPENDED : resultKind(methodType.getReturnType()),
                tracking);
    }

    static Visibility visibility(Element element) {
        if (element.getModifiers().contains(Modifier.PUBLIC)) {
            return Visibility.PUBLIC;
        }
        return element.getModifiers().contains(Modifier.PROTECTED) ? Visibility.PROTECTED : Visibility.PACKAGE;
    }

    private static Set<String> typeVariablesOf(TypeElement type) {
        return type.getTypeParameters().stream()
                .map(parameter -> parameter.getSimpleName().toString())
                .collect(Collectors.toSet());
    }

    private static ResultKind resultKind(TypeMirror type) {
        if (type.getKind().isPrimitive()) {
            return ResultKind.PLAIN;
        }
        return switch (type.getKind()) {
            case VOID -> ResultKind.NONE;
            case ARRAY -> ResultKind.PLAIN;
            case DECLARED -> isPlain(((DeclaredType) type).asElement()) ? ResultKind.PLAIN : ResultKind.OPEN;
            default -> ResultKind.OPEN;
        };
    }

    private static boolean isPlain(Element type) {
        return type.getKind() == ElementKind.ENUM
                || type.getKind() == ElementKind.RECORD
                || type.getModifiers().contains(Modifier.FINAL);
    }
}
