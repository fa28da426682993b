// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/**
 * Tells which methods are meant to be recorded when an object calls them on itself: those that its class, or a subclass of that in
 * this compilation, has as tracked ones. A superclass that calls what its subclasses annotate is so known too.
 *
 * <p>Classes are added by name while the rounds go on; questions come when they are over and elements stay what they are.
 */
final class TrackedCalls {

    private final Elements elements;
    private final Types types;
    private final MethodFinder methodFinder;
    private final Set<String> classes = new LinkedHashSet<>();
    private final Set<String> names = new HashSet<>();
    private final Map<TypeElement, Set<ExecutableElement>> known = new HashMap<>();

    TrackedCalls(Elements elements, Types types, MethodFinder methodFinder) {
        this.elements = elements;
        this.types = types;
        this.methodFinder = methodFinder;
    }

    void add(TypeElement type, List<FoundMethod> methods) {
        for (FoundMethod method : methods) {
            if (TrackingRules.isTracked(method)) {
                classes.add(type.getQualifiedName().toString());
                names.add(method.method().getSimpleName().toString());
            }
        }
    }

    /** Whether any tracked method has this name: saves most other questions. */
    boolean mayBeTracked(CharSequence name) {
        return names.contains(name.toString());
    }

    boolean isTracked(ExecutableElement method, TypeElement receiver) {
        return known.computeIfAbsent(receiver, this::declarations).contains(method);
    }

    private Set<ExecutableElement> declarations(TypeElement receiver) {
        List<TypeElement> candidates = new ArrayList<>(List.of(receiver));
        for (String name : classes) {
            TypeElement type = elements.getTypeElement(name);
            if (type != null && types.isSubtype(types.erasure(type.asType()), types.erasure(receiver.asType()))) {
                candidates.add(type);
            }
        }
        Set<ExecutableElement> declarations = new HashSet<>();
        for (TypeElement type : candidates) {
            for (FoundMethod method : methodFinder.find(Hierarchy.of(type))) {
                if (TrackingRules.isTracked(method)) {
                    declarations.addAll(method.declarations());
                }
            }
        }
        return declarations;
    }
}
