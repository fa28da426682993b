// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import javax.lang.model.element.Element;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ErrorType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.IntersectionType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.SimpleTypeVisitor14;
import org.jspecify.annotations.Nullable;

/** Finds the first class or interface in a type, its arguments and bounds included, for which a condition holds. */
final class TypeWalker extends SimpleTypeVisitor14<@Nullable DeclaredType, Predicate<DeclaredType>> {

    private final Set<Element> seenVariables = new HashSet<>();

    private TypeWalker() {}

    static @Nullable DeclaredType find(TypeMirror type, Predicate<DeclaredType> condition) {
        return new TypeWalker().visit(type, condition);
    }

    @Override
    public @Nullable DeclaredType visitExecutable(ExecutableType type, Predicate<DeclaredType> condition) {
        DeclaredType found = first(type.getTypeVariables(), condition);
        found = found == null ? visit(type.getReturnType(), condition) : found;
        found = found == null ? first(type.getParameterTypes(), condition) : found;
        return found == null ? first(type.getThrownTypes(), condition) : found;
    }

    @Override
    public @Nullable DeclaredType visitDeclared(DeclaredType type, Predicate<DeclaredType> condition) {
        return condition.test(type) ? type : first(type.getTypeArguments(), condition);
    }

    @Override
    public @Nullable DeclaredType visitError(ErrorType type, Predicate<DeclaredType> condition) {
        return visitDeclared(type, condition);
    }

    @Override
    public @Nullable DeclaredType visitArray(ArrayType type, Predicate<DeclaredType> condition) {
        return visit(type.getComponentType(), condition);
    }

    @Override
    public @Nullable DeclaredType visitTypeVariable(TypeVariable type, Predicate<DeclaredType> condition) {
        return seenVariables.add(type.asElement()) ? visit(type.getUpperBound(), condition) : null;
    }

    @Override
    public @Nullable DeclaredType visitIntersection(IntersectionType type, Predicate<DeclaredType> condition) {
        return first(type.getBounds(), condition);
    }

    @Override
    public @Nullable DeclaredType visitWildcard(WildcardType type, Predicate<DeclaredType> condition) {
        DeclaredType found = type.getExtendsBound() == null ? null : visit(type.getExtendsBound(), condition);
        return found != null || type.getSuperBound() == null ? found : visit(type.getSuperBound(), condition);
    }

    private @Nullable DeclaredType first(Iterable<? extends TypeMirror> types, Predicate<DeclaredType> condition) {
        for (TypeMirror type : types) {
            DeclaredType found = visit(type, condition);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
