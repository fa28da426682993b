// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import dev.agenttracking.processor.diagnostic.DiagnosticCode;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import org.jspecify.annotations.Nullable;

/** What a class of the same package may extend and name. */
final class SubclassRules {

    private final Elements elements;

    SubclassRules(Elements elements) {
        this.elements = elements;
    }

    /** Why the class, its constructors apart, has no subclass in its package; null where it can have one. */
    static @Nullable DiagnosticCode obstacle(TypeElement type) {
        if (type.getKind() == ElementKind.RECORD) {
            return DiagnosticCode.RECORD_CLASS;
        }
        if (type.getKind() == ElementKind.ENUM) {
            return DiagnosticCode.ENUM_CLASS;
        }
        if (type.getModifiers().contains(Modifier.FINAL)) {
            return DiagnosticCode.FINAL_CLASS;
        }
        if (type.getModifiers().contains(Modifier.SEALED)) {
            return DiagnosticCode.SEALED_CLASS;
        }
        for (Element outer = type; outer instanceof TypeElement; outer = outer.getEnclosingElement()) {
            if (outer.getModifiers().contains(Modifier.PRIVATE)) {
                return DiagnosticCode.PRIVATE_CLASS;
            }
        }
        return isInner(type) ? DiagnosticCode.INNER_CLASS : null;
    }

    static boolean isVisibleEverywhere(TypeElement type) {
        for (Element outer = type; outer instanceof TypeElement; outer = outer.getEnclosingElement()) {
            if (!outer.getModifiers().contains(Modifier.PUBLIC)) {
                return false;
            }
        }
        return true;
    }

    /** The first type of a signature that a subclass of {@code type} in its package cannot name, null where there is none. */
    @Nullable
    DeclaredType inaccessibleType(TypeMirror signature, TypeElement type) {
        PackageElement own = elements.getPackageOf(type);
        return TypeWalker.find(signature, named -> !isAccessible(named.asElement(), own));
    }

    /** Protected types of other packages are seen by inheritance, or the class itself could not name them. */
    private boolean isAccessible(Element named, PackageElement from) {
        boolean samePackage = elements.getPackageOf(named).getQualifiedName().equals(from.getQualifiedName());
        for (Element outer = named; outer instanceof TypeElement; outer = outer.getEnclosingElement()) {
            if (outer.getModifiers().contains(Modifier.PRIVATE)) {
                return false;
            }
            boolean visible = outer.getModifiers().contains(Modifier.PUBLIC)
                    || outer.getModifiers().contains(Modifier.PROTECTED);
            if (!visible && !samePackage) {
                return false;
            }
        }
        return true;
    }

    private static boolean isInner(TypeElement type) {
        return type.getNestingKind() == NestingKind.MEMBER
                && !type.getModifiers().contains(Modifier.STATIC)
                && type.getEnclosingElement() instanceof TypeElement outer
                && !outer.getKind().isInterface();
    }
}
