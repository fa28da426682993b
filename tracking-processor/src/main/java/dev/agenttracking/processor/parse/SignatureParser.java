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
    private final ToolAnnotations tools;

    SignatureParser(Types types, ToolAnnotations tools) {
        this.types = types;
        this.tools = tools;
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
            parameters.add(ParameterModel.of(
                    parameter.getSimpleName().toString(),
                    names.of(type.getParameterTypes().get(i))));
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
        boolean tool = ToolAnnotations.isTool(found);
        List<ParameterModel> parameters = new ArrayList<>();
        for (int i = 0; i < marked.size(); i++) {
            parameters.add(new ParameterModel(
                    marked.get(i).name(),
                    names.of(methodType.getParameterTypes().get(i)),
                    roles.get(i),
                    marked.get(i).sensitive(),
                    marked.get(i).optional(),
                    tool ? tools.ofParameter(marked.get(i).parameter(), type) : List.of(),
                    tool ? tools.ofParameterType(marked.get(i).parameter(), type) : List.of()));
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
                tool ? tools.ofMethod(found, type, hasErasure(methodType, method)) : List.of(),
                tracking);
    }

    private boolean hasErasure(ExecutableType seen, ExecutableElement declared) {
        List<? extends TypeMirror> parameters = ((ExecutableType) declared.asType()).getParameterTypes();
        for (int i = 0; i < parameters.size(); i++) {
            if (!types.isSameType(
                    types.erasure(parameters.get(i)),
                    types.erasure(seen.getParameterTypes().get(i)))) {
                return false;
            }
        }
        return true;
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
