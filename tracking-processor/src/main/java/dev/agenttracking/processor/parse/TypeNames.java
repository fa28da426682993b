// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeVariableName;
import com.palantir.javapoet.WildcardTypeName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.TypeParameterElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ErrorType;
import javax.lang.model.type.IntersectionType;
import javax.lang.model.type.NoType;
import javax.lang.model.type.PrimitiveType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.SimpleTypeVisitor14;
import org.jspecify.annotations.Nullable;

/**
 * From the compiler's types to JavaPoet's, without type-use annotations. Two things that JavaPoet's own conversion lacks: bounds
 * that are intersections, and new names for a method's type variables where those of the class have the same.
 */
final class TypeNames extends SimpleTypeVisitor14<TypeName, @Nullable Void> {

    private final Map<Element, String> renamed = new HashMap<>();

    /** Converts the type variables of an inherited method or constructor, renaming those called as one of {@code taken}. */
    List<TypeVariableName> declare(List<? extends TypeVariable> variables, Set<String> taken) {
        for (TypeVariable variable : variables) {
            String name = variable.asElement().getSimpleName().toString();
            while (taken.contains(name)) {
                name += "_";
            }
            renamed.put(variable.asElement(), name);
        }
        return variables.stream().map(this::declare).toList();
    }

    TypeName of(TypeMirror type) {
        return visit(type);
    }

    List<TypeName> of(List<? extends TypeMirror> types) {
        return types.stream().map(this::of).toList();
    }

    @Override
    public TypeName visitPrimitive(PrimitiveType type, @Nullable Void unused) {
        return TypeName.get(type);
    }

    @Override
    public TypeName visitNoType(NoType type, @Nullable Void unused) {
        return type.getKind() == TypeKind.VOID ? TypeName.VOID : super.visitNoType(type, null);
    }

    @Override
    public TypeName visitArray(ArrayType type, @Nullable Void unused) {
        return ArrayTypeName.of(of(type.getComponentType()));
    }

    @Override
    public TypeName visitDeclared(DeclaredType type, @Nullable Void unused) {
        ClassName raw = ClassName.get((TypeElement) type.asElement());
        List<TypeName> arguments = of(type.getTypeArguments());
        if (isInner(type.asElement())
                && type.getEnclosingType().getKind() == TypeKind.DECLARED
                && of(type.getEnclosingType()) instanceof ParameterizedTypeName enclosing) {
            return enclosing.nestedClass(raw.simpleName(), arguments);
        }
        return arguments.isEmpty() ? raw : ParameterizedTypeName.get(raw, arguments.toArray(TypeName[]::new));
    }

    @Override
    public TypeName visitError(ErrorType type, @Nullable Void unused) {
        return visitDeclared(type, null);
    }

    @Override
    public TypeName visitTypeVariable(TypeVariable type, @Nullable Void unused) {
        return TypeVariableName.get(nameOf(type));
    }

    @Override
    public TypeName visitWildcard(WildcardType type, @Nullable Void unused) {
        if (type.getExtendsBound() != null) {
            return WildcardTypeName.subtypeOf(of(type.getExtendsBound()));
        }
        return type.getSuperBound() != null
                ? WildcardTypeName.supertypeOf(of(type.getSuperBound()))
                : WildcardTypeName.subtypeOf(ClassName.OBJECT);
    }

    @Override
    protected TypeName defaultAction(TypeMirror type, @Nullable Void unused) {
        throw new IllegalArgumentException("no name for the type " + type + " of kind " + type.getKind());
    }

    /** The compiler of Eclipse shows an intersection as the variable itself. */
    private TypeVariableName declare(TypeVariable variable) {
        TypeMirror bound = variable.getUpperBound();
        List<TypeName> bounds =
                bound instanceof IntersectionType intersection ? of(intersection.getBounds()) : List.of(of(bound));
        if (bound instanceof TypeVariable same && same.asElement().equals(variable.asElement())) {
            bounds = of(((TypeParameterElement) variable.asElement()).getBounds());
        }
        return TypeVariableName.get(nameOf(variable), bounds.toArray(TypeName[]::new));
    }

    /** The compiler of Eclipse gives static member types the class around them as enclosing type, too. */
    private static boolean isInner(Element type) {
        return type.getKind() == ElementKind.CLASS
                && !type.getModifiers().contains(Modifier.STATIC)
                && type.getEnclosingElement() instanceof TypeElement outer
                && !outer.getKind().isInterface();
    }

    private String nameOf(TypeVariable variable) {
        Element element = variable.asElement();
        return renamed.getOrDefault(element, element.getSimpleName().toString());
    }
}
