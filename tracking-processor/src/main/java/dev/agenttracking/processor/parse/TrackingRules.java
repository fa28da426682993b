// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.runtime.TrackedMethod.Role;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import org.jspecify.annotations.Nullable;

/**
 * Which annotations count for a method: those of its nearest declaration that has any, a method's own before its type's.
 *
 * <p>An agent's name is the nearest one given: by the method, then by the type that declares it, beginning with the class
 * itself and going up. Where none is given it is the class's simple name. Stages belong to the class's agent: the nearest
 * name given by a type, else the one name that all its executions have, else its simple name.
 */
final class TrackingRules {

    static final Map<String, Role> ROLES = roles();

    private TrackingRules() {}

    /**
     * An annotation and where it stands.
     *
     * @param place the method, or the type whose methods it means
     */
    record Found(AnnotationMirror mirror, Element place) {

        boolean isOnMethod() {
            return place instanceof ExecutableElement;
        }
    }

    static @Nullable Found execution(FoundMethod method) {
        for (ExecutableElement declaration : method.declarations()) {
            AnnotationMirror own = Annotations.find(declaration, Annotations.TRACK_EXECUTION);
            if (own != null) {
                return new Found(own, declaration);
            }
            TypeElement type = FoundMethod.declaringType(declaration);
            AnnotationMirror general = Annotations.find(type, Annotations.TRACK_EXECUTION);
            if (general != null && isPublicInstanceMethod(declaration)) {
                return new Found(general, type);
            }
        }
        return null;
    }

    static @Nullable Found stage(FoundMethod method) {
        for (ExecutableElement declaration : method.declarations()) {
            AnnotationMirror mirror = Annotations.find(declaration, Annotations.STAGE);
            if (mirror != null && kind(mirror) != null) {
                return new Found(mirror, declaration);
            }
        }
        return null;
    }

    static boolean isTracked(FoundMethod method) {
        return execution(method) != null || stage(method) != null;
    }

    /** Whether an annotation stands on the method itself or one it overrides, not only on a type. */
    static boolean isNamed(FoundMethod method) {
        Found execution = execution(method);
        return stage(method) != null || (execution != null && execution.isOnMethod());
    }

    /** Null where the constant does not resolve, which the compiler reports. */
    static @Nullable ExecutionStage kind(AnnotationMirror stage) {
        AnnotationValue value = Annotations.value(stage, "value");
        if (value == null || !(value.getValue() instanceof VariableElement constant)) {
            return null;
        }
        for (ExecutionStage kind : ExecutionStage.values()) {
            if (constant.getSimpleName().contentEquals(kind.name())) {
                return kind;
            }
        }
        return null;
    }

    static String executionAgent(FoundMethod method, Hierarchy hierarchy) {
        for (TypeElement type : hierarchy.types()) {
            for (ExecutableElement declaration : method.declarations()) {
                if (FoundMethod.declaringType(declaration).equals(type)) {
                    String own = givenAgent(declaration);
                    if (!own.isEmpty()) {
                        return own;
                    }
                }
            }
            String general = givenAgent(type);
            if (!general.isEmpty()) {
                return general;
            }
        }
        return hierarchy.type().getSimpleName().toString();
    }

    static String classAgent(List<FoundMethod> methods, Hierarchy hierarchy) {
        for (TypeElement type : hierarchy.types()) {
            String given = givenAgent(type);
            if (!given.isEmpty()) {
                return given;
            }
        }
        Set<String> names = new LinkedHashSet<>();
        for (FoundMethod method : methods) {
            if (execution(method) != null) {
                names.add(executionAgent(method, hierarchy));
            }
        }
        return names.size() == 1
                ? names.iterator().next()
                : hierarchy.type().getSimpleName().toString();
    }

    private static String givenAgent(Element element) {
        AnnotationMirror mirror = Annotations.find(element, Annotations.TRACK_EXECUTION);
        return mirror == null ? "" : Annotations.text(mirror, "agent");
    }

    private static boolean isPublicInstanceMethod(ExecutableElement method) {
        return method.getModifiers().contains(Modifier.PUBLIC)
                && !method.getModifiers().contains(Modifier.STATIC);
    }

    private static Map<String, Role> roles() {
        Map<String, Role> roles = new LinkedHashMap<>();
        roles.put("VaultId", Role.VAULT_ID);
        roles.put("ConversationId", Role.CONVERSATION_ID);
        roles.put("UserId", Role.USER_ID);
        roles.put("CallReason", Role.CALL_REASON);
        return roles;
    }
}
