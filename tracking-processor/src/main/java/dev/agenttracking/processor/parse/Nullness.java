// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import java.util.Collection;
import java.util.function.Predicate;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;

/**
 * Which types may be null. {@code @NullMarked} counts for types compiled here alone: of types in class files not every compiler
 * shows the {@code @Nullable} that goes with it.
 */
final class Nullness {

    private static final String JSPECIFY = "org.jspecify.annotations.";

    private final Elements elements;
    private final Predicate<TypeElement> compiledHere;

    Nullness(Elements elements, Predicate<TypeElement> compiledHere) {
        this.elements = elements;
        this.compiledHere = compiledHere;
    }

    boolean isNullMarked(TypeElement type) {
        if (!compiledHere.test(type)) {
            return false;
        }
        for (Element scope = type; scope instanceof TypeElement; scope = scope.getEnclosingElement()) {
            if (decides(scope)) {
                return isMarked(scope);
            }
        }
        Element inPackage = elements.getPackageOf(type);
        if (decides(inPackage)) {
            return isMarked(inPackage);
        }
        Element module = elements.getModuleOf(type);
        return module != null && isMarked(module);
    }

    /** Whether a type with these annotations is not null, where unmarked ones are not or may be. */
    static boolean refusesNull(Collection<? extends AnnotationMirror> annotations, boolean marked) {
        return annotations.stream().anyMatch(Nullness::isNonNull)
                || (marked && annotations.stream().noneMatch(Nullness::isNullable));
    }

    /** Whether a parameter says of itself that it may be null or empty. */
    static boolean mayBeLeftOut(VariableElement parameter) {
        TypeMirror type = parameter.asType();
        return parameter.getAnnotationMirrors().stream().anyMatch(Nullness::isNullable)
                || type.getAnnotationMirrors().stream().anyMatch(Nullness::isNullable)
                || (type instanceof DeclaredType declared
                        && declared.asElement() instanceof TypeElement element
                        && element.getQualifiedName().contentEquals("java.util.Optional"));
    }

    private static boolean isNonNull(AnnotationMirror mirror) {
        return Annotations.typeName(mirror).equals(JSPECIFY + "NonNull");
    }

    /** Whose annotation it is does not matter: there are some twenty. */
    static boolean isNullable(AnnotationMirror mirror) {
        return mirror.getAnnotationType().asElement().getSimpleName().contentEquals("Nullable");
    }

    private static boolean decides(Element scope) {
        return isMarked(scope) || Annotations.has(scope, JSPECIFY + "NullUnmarked");
    }

    private static boolean isMarked(Element scope) {
        return Annotations.has(scope, JSPECIFY + "NullMarked");
    }
}
