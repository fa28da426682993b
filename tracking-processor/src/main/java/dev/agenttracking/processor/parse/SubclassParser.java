// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import com.palantir.javapoet.TypeVariableName;
import dev.agenttracking.processor.diagnostic.DiagnosticCode;
import dev.agenttracking.processor.diagnostic.Diagnostics;
import dev.agenttracking.processor.model.AgentClass;
import dev.agenttracking.processor.model.ExecutionModel;
import dev.agenttracking.processor.model.MethodModel;
import dev.agenttracking.processor.model.Signature;
import dev.agenttracking.processor.model.StageModel;
import dev.agenttracking.processor.model.SubclassModel;
import dev.agenttracking.processor.model.TrackingModel;
import dev.agenttracking.processor.model.Visibility;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.TypeParameterElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;

/** Reads what the tracked subclass needs, and reports what makes one impossible. */
final class SubclassParser {

    private final Elements elements;
    private final SubclassRules rules;
    private final SignatureParser signatures;
    private final UntrackedTools untrackedTools;
    private final Diagnostics diagnostics;
    private final Predicate<TypeElement> compiledHere;

    SubclassParser(Elements elements, Types types, Diagnostics diagnostics, Predicate<TypeElement> compiledHere) {
        this.elements = elements;
        this.rules = new SubclassRules(elements);
        this.signatures = new SignatureParser(types, new ToolAnnotations(new AnnotationReader(rules)));
        this.untrackedTools = new UntrackedTools(types, rules, signatures, diagnostics, compiledHere);
        this.diagnostics = diagnostics;
        this.compiledHere = compiledHere;
    }

    boolean hasResolvedSignatures(TypeElement type, List<FoundMethod> methods, List<FoundMethod> tracked) {
        List<TypeMirror> executables = new ArrayList<>();
        for (ExecutableElement constructor : ElementFilter.constructorsIn(type.getEnclosedElements())) {
            executables.add(constructor.asType());
        }
        List<FoundMethod> overridden = new ArrayList<>(tracked);
        overridden.addAll(untrackedTools.find(type, methods, tracked));
        overridden.removeIf(method -> !compiledHere.test(method.declaringType()));
        for (FoundMethod method : overridden) {
            executables.add(signatures.typeOf(method.method(), type));
            if (ToolAnnotations.isTool(method) && !ToolAnnotations.isResolved(method)) {
                return false;
            }
        }
        return executables.stream().allMatch(executable -> unknownType(executable) == null);
    }

    /** Reports tracked methods that the class inherits, but that a class of its package cannot override. */
    void reportLeftOut(TypeElement type, List<FoundMethod> methods, List<FoundMethod> hidden) {
        for (FoundMethod method : methods) {
            if (method.is(Modifier.FINAL)
                    && !compiledHere.test(method.declaringType())
                    && TrackingRules.isTracked(method)) {
                diagnostics.reportAt(type, DiagnosticCode.OMITTED_METHOD, method.displayName(), Modifier.FINAL);
            }
        }
        for (FoundMethod method : hidden) {
            if (TrackingRules.isTracked(method)) {
                diagnostics.reportAt(
                        type,
                        DiagnosticCode.HIDDEN_METHOD,
                        method.displayName(),
                        elements.getPackageOf(method.declaringType()).getQualifiedName(),
                        type.getSimpleName());
            }
        }
    }

    SubclassModel parse(AgentClass agent, Hierarchy hierarchy, List<FoundMethod> methods, List<FoundMethod> tracked) {
        TypeElement type = hierarchy.type();
        DiagnosticCode obstacle = SubclassRules.obstacle(type);
        List<Signature> constructors = constructors(type);
        if (obstacle == null && constructors.isEmpty()) {
            obstacle = DiagnosticCode.PRIVATE_CONSTRUCTORS;
        }
        if (obstacle != null) {
            diagnostics.reportAt(type, obstacle, type.getSimpleName());
        }
        for (TypeParameterElement parameter : type.getTypeParameters()) {
            DeclaredType hidden = rules.inaccessibleType(parameter.asType(), type);
            if (hidden != null) {
                reportInaccessible(type, type.getSimpleName(), hidden, type);
            }
        }
        untrackedTools.reportHidden(type, methods, tracked);
        TypeNames names = new TypeNames();
        List<TypeVariableName> typeVariables = names.declare(
                type.getTypeParameters().stream()
                        .map(parameter -> (TypeVariable) parameter.asType())
                        .toList(),
                new TreeSet<>());
        return new SubclassModel(
                agent,
                SubclassRules.isVisibleEverywhere(type) ? Visibility.PUBLIC : Visibility.PACKAGE,
                names.of(type.asType()),
                typeVariables,
                constructors,
                overrides(agent, hierarchy, methods, tracked),
                inheritedTypeNames(hierarchy));
    }

    private List<Signature> constructors(TypeElement type) {
        return ElementFilter.constructorsIn(type.getEnclosedElements()).stream()
                .filter(constructor -> !constructor.getModifiers().contains(Modifier.PRIVATE))
                .filter(constructor -> rules.inaccessibleType(constructor.asType(), type) == null)
                .map(signatures::constructor)
                .toList();
    }

    private List<MethodModel> overrides(
            AgentClass agent, Hierarchy hierarchy, List<FoundMethod> methods, List<FoundMethod> tracked) {
        TypeElement type = hierarchy.type();
        List<FoundMethod> overridden = new ArrayList<>(tracked);
        overridden.removeIf(method -> !canOverride(method, type));
        overridden.addAll(untrackedTools.find(type, methods, tracked));
        return overridden.stream()
                .map(method -> signatures.method(method, type, tracking(method, agent, hierarchy)))
                .toList();
    }

    /** Modifiers that forbid it were reported with the declaration. */
    private boolean canOverride(FoundMethod method, TypeElement type) {
        if (method.is(Modifier.PRIVATE) || method.is(Modifier.STATIC) || method.is(Modifier.FINAL)) {
            return false;
        }
        ExecutableType signature = signatures.typeOf(method.method(), type);
        @Nullable DeclaredType inaccessible = rules.inaccessibleType(signature, type);
        if (inaccessible == null && !compiledHere.test(method.declaringType())) {
            inaccessible = unknownType(signature);
        }
        if (inaccessible == null) {
            return true;
        }
        if (method.declaringType().equals(type)) {
            reportInaccessible(method.method(), method.displayName(), inaccessible, type);
        } else {
            diagnostics.reportAt(
                    type,
                    DiagnosticCode.HIDDEN_SIGNATURE,
                    method.displayName(),
                    inaccessible.asElement().getSimpleName(),
                    type.getSimpleName());
        }
        return false;
    }

    private void reportInaccessible(Element place, CharSequence name, DeclaredType hidden, TypeElement type) {
        diagnostics.reportAt(
                place,
                DiagnosticCode.INACCESSIBLE_SIGNATURE,
                name,
                hidden.asElement().getSimpleName(),
                type.getSimpleName());
    }

    static @Nullable DeclaredType unknownType(TypeMirror signature) {
        return TypeWalker.find(signature, named -> named.getKind() == TypeKind.ERROR);
    }

    private static TrackingModel tracking(FoundMethod method, AgentClass agent, Hierarchy hierarchy) {
        @Nullable ExecutionModel execution = ExecutionParser.parse(method);
        TrackingRules.@Nullable Found stage = TrackingRules.stage(method);
        return new TrackingModel(
                execution,
                stage == null ? null : stageOf(agent, StageParser.name(stage)),
                execution == null ? agent.agent() : TrackingRules.executionAgent(method, hierarchy),
                method.declarations().stream()
                        .anyMatch(declaration -> Annotations.has(declaration, Annotations.SENSITIVE)));
    }

    private static StageModel stageOf(AgentClass agent, String name) {
        return agent.stages().stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static SortedSet<String> inheritedTypeNames(Hierarchy hierarchy) {
        SortedSet<String> names = new TreeSet<>();
        for (TypeElement type : hierarchy.types()) {
            for (TypeElement member : ElementFilter.typesIn(type.getEnclosedElements())) {
                names.add(member.getSimpleName().toString());
            }
        }
        return names;
    }
}
