// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import dev.agenttracking.annotation.runtime.TimeoutFormat;
import dev.agenttracking.processor.diagnostic.DiagnosticCode;
import dev.agenttracking.processor.diagnostic.Diagnostics;
import java.util.List;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import org.jspecify.annotations.Nullable;

/** Checks what a type itself declares, whether anything is generated for the type or not (an interface, an abstract class). */
final class DeclarationChecker {

    private final TextTypes textTypes;
    private final ResponseParser responseParser;
    private final Diagnostics diagnostics;
    private final boolean subclasses;

    /**
     * Makes the checker.
     *
     * @param subclasses whether subclasses are generated, so that methods must be ones that can be overridden
     */
    DeclarationChecker(
            TextTypes textTypes, ResponseParser responseParser, Diagnostics diagnostics, boolean subclasses) {
        this.textTypes = textTypes;
        this.responseParser = responseParser;
        this.diagnostics = diagnostics;
        this.subclasses = subclasses;
    }

    void check(TypeElement type, List<FoundMethod> methods) {
        checkTimeout(type);
        for (ExecutableElement constructor : ElementFilter.constructorsIn(type.getEnclosedElements())) {
            checkUnused(constructor, "the constructor of " + type.getSimpleName());
        }
        for (FoundMethod method : methods) {
            if (method.declaringType().equals(type)) {
                checkTimeout(method.method());
                checkResponse(method);
                if (TrackingRules.isTracked(method)) {
                    checkModifiers(method);
                    checkMarkers(method);
                } else {
                    checkUntracked(method, type);
                }
            }
        }
    }

    private void checkTimeout(Element element) {
        AnnotationMirror mirror = Annotations.find(element, Annotations.TRACK_EXECUTION);
        if (mirror != null) {
            try {
                TimeoutFormat.parseNanos(Annotations.text(mirror, "timeout"));
            } catch (IllegalArgumentException e) {
                diagnostics.reportAt(
                        element,
                        mirror,
                        Annotations.value(mirror, "timeout"),
                        DiagnosticCode.TIMEOUT,
                        String.valueOf(e.getMessage()));
            }
        }
    }

    private void checkResponse(FoundMethod method) {
        AnnotationMirror stage = Annotations.find(method.method(), Annotations.STAGE);
        TypeMirror contract = stage == null ? null : ResponseParser.contract(stage);
        if (stage == null || contract == null) {
            return;
        }
        TypeMirror result = Suspending.isSuspending(method.method())
                ? Suspending.result(method.method())
                : method.method().getReturnType();
        if (result != null && !textTypes.mayBeText(result)) {
            reportResponse(method, stage, DiagnosticCode.RESPONSE_TYPE, method.displayName(), shown(result));
        }
        String obstacle = responseParser.obstacle(contract);
        if (obstacle != null) {
            reportResponse(
                    method, stage, DiagnosticCode.RESPONSE_CLASS, method.displayName(), shown(contract), obstacle);
        }
        for (String problem : responseParser.problems(contract)) {
            reportResponse(
                    method, stage, DiagnosticCode.RESPONSE_CONSTRAINT, shown(contract), method.displayName(), problem);
        }
    }

    private void reportResponse(FoundMethod method, AnnotationMirror stage, DiagnosticCode code, Object... arguments) {
        diagnostics.reportAt(method.method(), stage, Annotations.value(stage, "response"), code, arguments);
    }

    private void checkModifiers(FoundMethod method) {
        if (method.is(Modifier.STATIC)) {
            report(method, DiagnosticCode.STATIC_METHOD);
        } else if (!subclasses) {
            return;
        } else if (method.is(Modifier.PRIVATE)) {
            report(method, DiagnosticCode.PRIVATE_METHOD);
        } else if (method.is(Modifier.FINAL) && TrackingRules.isNamed(method)) {
            report(method, DiagnosticCode.FINAL_METHOD);
        } else if (method.is(Modifier.FINAL)) {
            diagnostics.reportAt(method.method(), DiagnosticCode.OMITTED_METHOD, method.displayName(), Modifier.FINAL);
        }
    }

    private void checkMarkers(FoundMethod method) {
        List<MarkedParameter> parameters = MarkedParameter.of(method);
        for (MarkedParameter.Conflict conflict : MarkedParameter.conflicts(parameters)) {
            diagnostics.reportAt(
                    conflict.place(),
                    DiagnosticCode.MARKER_CONFLICT,
                    conflict.marker(),
                    conflict.place().getSimpleName(),
                    conflict.winner(),
                    conflict.winnersPlace().getSimpleName());
        }
    }

    private void checkUntracked(FoundMethod method, TypeElement type) {
        boolean typeTracked = Annotations.has(type, Annotations.TRACK_EXECUTION);
        if (typeTracked && method.is(Modifier.PUBLIC) && method.is(Modifier.STATIC)) {
            diagnostics.reportAt(method.method(), DiagnosticCode.OMITTED_METHOD, method.displayName(), Modifier.STATIC);
        }
        boolean overridable = !method.is(Modifier.PRIVATE) && !method.is(Modifier.STATIC) && !method.is(Modifier.FINAL);
        boolean mayBeTrackedBelow = overridable
                && (type.getKind().isInterface() || type.getModifiers().contains(Modifier.ABSTRACT));
        if (!mayBeTrackedBelow) {
            checkUnused(method.method(), method.displayName());
        }
    }

    private void checkUnused(ExecutableElement executable, String name) {
        for (VariableElement parameter : executable.getParameters()) {
            for (String marker : TrackingRules.ROLES.keySet()) {
                AnnotationMirror mirror = Annotations.find(parameter, Annotations.PACKAGE + marker);
                if (mirror != null) {
                    diagnostics.reportAt(parameter, mirror, null, DiagnosticCode.UNTRACKED_PARAMETER, marker, name);
                }
            }
        }
    }

    private void report(FoundMethod method, DiagnosticCode code) {
        diagnostics.reportAt(method.method(), code, method.displayName());
    }

    static Object shown(TypeMirror type) {
        @Nullable Element element = type instanceof DeclaredType declared ? declared.asElement() : null;
        return element == null ? type : element.getSimpleName();
    }
}
