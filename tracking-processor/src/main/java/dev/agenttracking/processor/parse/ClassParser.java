// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import com.palantir.javapoet.ClassName;
import dev.agenttracking.processor.diagnostic.Diagnostics;
import dev.agenttracking.processor.model.AgentClass;
import dev.agenttracking.processor.model.CatalogueEntry;
import dev.agenttracking.processor.model.ExecutionModel;
import dev.agenttracking.processor.model.ResponseModel;
import dev.agenttracking.processor.model.StageModel;
import dev.agenttracking.processor.model.SubclassModel;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;

/**
 * Reads one class in two steps, as the rounds of other processors ask for: {@link #outline} as soon as its supertypes are known,
 * {@link #parse} once its signatures are, and with all reports.
 */
public final class ClassParser {

    private final MethodFinder methodFinder;
    private final DeclarationChecker declarationChecker;
    private final ResponseParser responseParser;
    private final SubclassParser subclassParser;
    private final AgentNames agentNames;
    private final TrackedCalls trackedCalls;
    private final SourceLocator locator;
    private final Diagnostics diagnostics;
    private final boolean subclasses;
    private final Predicate<TypeElement> compiledHere;

    /**
     * Makes the parser of one compilation.
     *
     * @param subclasses whether subclasses are generated; otherwise the errors that only they need are left out
     * @param compiledHere whether a type is part of this compilation, so that it gets its reports itself
     */
    public ClassParser(
            Elements elements,
            Types types,
            SourceLocator locator,
            Diagnostics diagnostics,
            boolean subclasses,
            Predicate<TypeElement> compiledHere) {
        this.methodFinder = new MethodFinder(elements, types);
        this.responseParser = new ResponseParser(elements, compiledHere);
        this.declarationChecker =
                new DeclarationChecker(new TextTypes(elements, types), responseParser, diagnostics, subclasses);
        this.subclassParser = new SubclassParser(elements, types, diagnostics, compiledHere);
        this.agentNames = new AgentNames(diagnostics);
        this.trackedCalls = new TrackedCalls(elements, types, methodFinder);
        this.locator = locator;
        this.diagnostics = diagnostics;
        this.subclasses = subclasses;
        this.compiledHere = compiledHere;
    }

    /** Has the calls reported, once the rounds are over, that nothing records. */
    public void reportEscapingCalls() {
        locator.reportEscapingCalls(trackedCalls, subclasses);
    }

    /** Whether all supertypes are known. */
    public boolean isResolved(TypeElement type) {
        return Hierarchy.of(type).isResolved(compiledHere);
    }

    /** Whether the type, its methods or its supertypes carry an annotation of this library. */
    public static boolean mentionsTracking(TypeElement type) {
        return !Annotations.has(type, Annotations.GENERATED)
                && Hierarchy.of(type).mentionsTracking();
    }

    /** The agent of a concrete class; null where there is none, or where its stages contradict each other. */
    public @Nullable AgentClass outline(TypeElement type) {
        Hierarchy hierarchy = Hierarchy.of(type);
        return outline(hierarchy, trackedMethods(methodFinder.find(hierarchy), hierarchy), Diagnostics.silent());
    }

    /** The response contracts of the type's stages; null where they name a type that is not known yet. */
    public @Nullable ResponseModel responses(TypeElement type) {
        Hierarchy hierarchy = Hierarchy.of(type);
        return responseParser.parse(trackedMethods(methodFinder.find(hierarchy), hierarchy));
    }

    /** Whether all types are known that a subclass would have to name. */
    public boolean hasResolvedSignatures(TypeElement type) {
        Hierarchy hierarchy = Hierarchy.of(type);
        List<FoundMethod> methods = methodFinder.find(hierarchy);
        return hierarchy.isResolved(compiledHere)
                && subclassParser.hasResolvedSignatures(type, methods, trackedMethods(methods, hierarchy));
    }

    /** Reports all that is wrong with the type; null where nothing is to be generated from it, or something is wrong. */
    public @Nullable ParsedClass parse(TypeElement type) {
        int errorsBefore = diagnostics.errors();
        Hierarchy hierarchy = Hierarchy.of(type);
        List<FoundMethod> methods = methodFinder.find(hierarchy);
        declarationChecker.check(type, methods);
        trackedCalls.add(type, methods);
        List<FoundMethod> tracked = trackedMethods(methods, hierarchy);
        AgentClass agent = outline(hierarchy, tracked, diagnostics);
        if (subclasses && isConcrete(type)) {
            subclassParser.reportLeftOut(type, methods, methodFinder.findHidden(hierarchy));
        }
        if (agent == null) {
            return null;
        }
        claimNames(agent, tracked, hierarchy);
        SubclassModel subclass = subclasses ? subclassParser.parse(agent, hierarchy, methods, tracked) : null;
        if (diagnostics.errors() > errorsBefore) {
            return null;
        }
        return new ParsedClass(subclass, catalogueEntry(agent, subclass, hierarchy, tracked));
    }

    private static @Nullable AgentClass outline(
            Hierarchy hierarchy, List<FoundMethod> tracked, Diagnostics diagnostics) {
        TypeElement type = hierarchy.type();
        if (!isConcrete(type) || tracked.isEmpty()) {
            return null;
        }
        int errorsBefore = diagnostics.errors();
        List<StageModel> stages = new StageParser(type, diagnostics).parse(tracked);
        return diagnostics.errors() > errorsBefore
                ? null
                : new AgentClass(ClassName.get(type), TrackingRules.classAgent(tracked, hierarchy), stages);
    }

    /** Without final ones that are left out: those that only a type-level annotation means, and inherited ones. */
    private List<FoundMethod> trackedMethods(List<FoundMethod> methods, Hierarchy hierarchy) {
        return methods.stream()
                .filter(TrackingRules::isTracked)
                .filter(method -> !subclasses
                        || !method.is(Modifier.FINAL)
                        || (TrackingRules.isNamed(method)
                                && method.declaringType().equals(hierarchy.type())))
                .toList();
    }

    /** A class that has stages alone is no agent that could be asked, unless it decides whether to respond. */
    private void claimNames(AgentClass agent, List<FoundMethod> tracked, Hierarchy hierarchy) {
        if (agent.stages().stream().anyMatch(StageModel::decidesWhetherToRespond)) {
            agentNames.claim(agent.agent(), hierarchy.type());
        }
        for (FoundMethod method : tracked) {
            if (TrackingRules.execution(method) != null) {
                agentNames.claim(TrackingRules.executionAgent(method, hierarchy), hierarchy.type());
            }
        }
    }

    private CatalogueEntry catalogueEntry(
            AgentClass agent, @Nullable SubclassModel subclass, Hierarchy hierarchy, List<FoundMethod> tracked) {
        String tracker = subclass == null ? "" : agent.subclass().reflectionName();
        List<String> methods = tracked.stream()
                .map(ExecutionParser::parse)
                .filter(Objects::nonNull)
                .map(ExecutionModel::method)
                .distinct()
                .sorted()
                .toList();
        List<String> stages = agent.stages().stream().map(StageModel::name).toList();
        return new CatalogueEntry(
                agent.binaryName(), agent.agent(), tracker, methods, stages, locator.locate(hierarchy.type()));
    }

    private static boolean isConcrete(TypeElement type) {
        return type.getKind() == ElementKind.ENUM
                || type.getKind() == ElementKind.RECORD
                || (type.getKind() == ElementKind.CLASS && !type.getModifiers().contains(Modifier.ABSTRACT));
    }
}
