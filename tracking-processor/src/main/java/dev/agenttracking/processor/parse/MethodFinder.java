// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/** Finds the methods of a type, each with all it overrides. {@code Elements.getAllMembers} would not tell the latter. */
final class MethodFinder {

    private final Elements elements;
    private final Types types;

    MethodFinder(Elements elements, Types types) {
        this.elements = elements;
        this.types = types;
    }

    /** The type's own methods, private and static ones included, and the instance methods it inherits. */
    List<FoundMethod> find(Hierarchy hierarchy) {
        TypeElement type = hierarchy.type();
        List<List<ExecutableElement>> found = new ArrayList<>();
        for (TypeElement declaring : hierarchy.types()) {
            for (ExecutableElement method : ElementFilter.methodsIn(declaring.getEnclosedElements())) {
                if (declaring.equals(type)) {
                    found.add(new ArrayList<>(List.of(method)));
                } else if (isInherited(method, type)) {
                    add(found, method, type);
                }
            }
        }
        return found.stream().map(List::copyOf).map(FoundMethod::new).toList();
    }

    /** Package-private instance methods of superclasses in other packages: the type has them, but cannot override them. */
    List<FoundMethod> findHidden(Hierarchy hierarchy) {
        List<FoundMethod> found = new ArrayList<>();
        for (TypeElement declaring : hierarchy.types()) {
            if (samePackage(declaring, hierarchy.type())) {
                continue;
            }
            for (ExecutableElement method : ElementFilter.methodsIn(declaring.getEnclosedElements())) {
                if (isPackagePrivate(method) && !method.getModifiers().contains(Modifier.STATIC)) {
                    found.add(new FoundMethod(List.of(method)));
                }
            }
        }
        return found;
    }

    /** An interface met later may still extend one met before; then its declaration is the nearer one. */
    private void add(List<List<ExecutableElement>> found, ExecutableElement method, TypeElement type) {
        boolean overridden = false;
        for (List<ExecutableElement> declarations : found) {
            if (overrides(declarations.get(0), method, type)) {
                boolean nearest = elements.overrides(method, declarations.get(0), type);
                declarations.add(nearest ? 0 : declarations.size(), method);
                overridden = true;
            }
        }
        if (!overridden) {
            found.add(new ArrayList<>(List.of(method)));
        }
    }

    private boolean overrides(ExecutableElement nearer, ExecutableElement farther, TypeElement type) {
        if (!nearer.getSimpleName().equals(farther.getSimpleName())
                || nearer.getParameters().size() != farther.getParameters().size()
                || nearer.getModifiers().contains(Modifier.STATIC)
                || nearer.getModifiers().contains(Modifier.PRIVATE)) {
            return false;
        }
        return elements.overrides(nearer, farther, type)
                || types.isSubsignature(asMember(nearer, type), asMember(farther, type));
    }

    private ExecutableType asMember(ExecutableElement method, TypeElement type) {
        return (ExecutableType) types.asMemberOf((DeclaredType) type.asType(), method);
    }

    private boolean isInherited(ExecutableElement method, TypeElement type) {
        return !method.getModifiers().contains(Modifier.STATIC)
                && !method.getModifiers().contains(Modifier.PRIVATE)
                && (!isPackagePrivate(method) || samePackage(FoundMethod.declaringType(method), type));
    }

    private static boolean isPackagePrivate(ExecutableElement method) {
        return !FoundMethod.declaringType(method).getKind().isInterface()
                && !method.getModifiers().contains(Modifier.PUBLIC)
                && !method.getModifiers().contains(Modifier.PROTECTED)
                && !method.getModifiers().contains(Modifier.PRIVATE);
    }

    private boolean samePackage(TypeElement one, TypeElement other) {
        PackageElement ownPackage = elements.getPackageOf(other);
        return elements.getPackageOf(one).getQualifiedName().equals(ownPackage.getQualifiedName());
    }
}
