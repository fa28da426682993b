// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import org.jspecify.annotations.Nullable;

/** A type and its supertypes, the nearest first: the type, its superclasses, then all interfaces; without {@code Object}. */
record Hierarchy(TypeElement type, List<TypeElement> types) {

    static Hierarchy of(TypeElement type) {
        Set<TypeElement> types = new LinkedHashSet<>();
        Deque<TypeElement> interfaces = new ArrayDeque<>();
        for (TypeElement next = type; next != null; next = superclass(next)) {
            types.add(next);
            addInterfaces(next, interfaces);
        }
        while (!interfaces.isEmpty()) {
            TypeElement next = interfaces.remove();
            if (types.add(next)) {
                addInterfaces(next, interfaces);
            }
        }
        return new Hierarchy(type, List.copyOf(types));
    }

    /** Whether all supertypes are known, as far as source names them; what class files lack nobody will generate. */
    boolean isResolved(Predicate<TypeElement> compiledHere) {
        return types.stream()
                .filter(compiledHere)
                .allMatch(declared -> declared.getSuperclass().getKind() != TypeKind.ERROR
                        && declared.getInterfaces().stream().noneMatch(mirror -> mirror.getKind() == TypeKind.ERROR));
    }

    boolean contains(String qualifiedName) {
        return types.stream().anyMatch(declared -> declared.getQualifiedName().contentEquals(qualifiedName));
    }

    /** Whether any annotation of this library can matter for the type. */
    boolean mentionsTracking() {
        return types.stream().anyMatch(Hierarchy::mentionsTracking);
    }

    private static boolean mentionsTracking(TypeElement type) {
        if (Annotations.hasOwn(type)) {
            return true;
        }
        List<Element> executables = new ArrayList<>(ElementFilter.methodsIn(type.getEnclosedElements()));
        executables.addAll(ElementFilter.constructorsIn(type.getEnclosedElements()));
        for (Element element : executables) {
            if (Annotations.hasOwn(element)
                    || ((ExecutableElement) element).getParameters().stream().anyMatch(Annotations::hasOwn)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable TypeElement superclass(TypeElement type) {
        if (type.getSuperclass() instanceof DeclaredType superclass
                && superclass.getKind() == TypeKind.DECLARED
                && superclass.asElement() instanceof TypeElement element
                && element.getKind() != ElementKind.INTERFACE
                && !element.getQualifiedName().contentEquals("java.lang.Object")) {
            return element;
        }
        return null;
    }

    private static void addInterfaces(TypeElement type, Deque<TypeElement> interfaces) {
        for (TypeMirror mirror : type.getInterfaces()) {
            if (mirror.getKind() == TypeKind.DECLARED
                    && ((DeclaredType) mirror).asElement() instanceof TypeElement element) {
                interfaces.add(element);
            }
        }
    }
}
