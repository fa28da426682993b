// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import dev.agenttracking.processor.model.ConstraintModel;
import dev.agenttracking.processor.model.PropertyModel;
import dev.agenttracking.processor.model.StructureModel;
import dev.agenttracking.processor.model.ValueModel;
import dev.agenttracking.processor.model.ValueShape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.TypeParameterElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.type.WildcardType;
import org.jspecify.annotations.Nullable;

/** From Java types to what their JSON must be. */
final class ShapeParser {

    private static final List<String> FOREIGN = List.of("java.", "javax.", "jdk.", "jakarta.", "kotlin.", "scala.");

    private final Nullness nullness;
    private final Predicate<TypeElement> compiledHere;
    private final Structures structures = new Structures();
    private final Set<String> openContainers = new HashSet<>();
    private final Set<String> problems = new LinkedHashSet<>();
    private boolean resolved = true;

    ShapeParser(Nullness nullness, Predicate<TypeElement> compiledHere) {
        this.nullness = nullness;
        this.compiledHere = compiledHere;
    }

    /** What a text must be that has a contract. */
    ValueModel root(TypeMirror contract) {
        return value(contract, List.of(), new TypeScope(Map.of(), false, true)).required(true);
    }

    /** The structures of all values so far, each before those that only it contains. */
    List<StructureModel> structures() {
        return structures.all();
    }

    /** Annotations that mean nothing. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    /** Whether all types so far are known. */
    boolean isResolved() {
        return resolved;
    }

    private ValueModel value(TypeMirror type, Collection<? extends AnnotationMirror> declared, TypeScope scope) {
        List<AnnotationMirror> annotations = new ArrayList<>(declared);
        annotations.addAll(type.getAnnotationMirrors());
        if (isOptional(type)) {
            return optional((DeclaredType) type, scope);
        }
        ValueModel plain = JacksonMarks.reshapes(annotations) ? ValueModel.ANY : plain(type, scope);
        Constraints constraints = Constraints.of(annotations);
        problems.addAll(constraints.problems());
        Set<ConstraintModel> all = new LinkedHashSet<>(plain.constraints());
        all.addAll(constraints.found());
        boolean marked = type.getKind() == TypeKind.TYPEVAR ? plain.required() : scope.nullMarked();
        boolean required = !isEmptyNumber(type)
                && (type.getKind().isPrimitive()
                        || constraints.required()
                        || JacksonMarks.requires(annotations)
                        || Nullness.refusesNull(annotations, marked));
        return new ValueModel(plain.shape(), required, List.copyOf(all));
    }

    /** An empty one stands for what is missing, so only the constraints of its type argument refuse that. */
    private ValueModel optional(DeclaredType type, TypeScope scope) {
        return type.getTypeArguments().isEmpty()
                ? ValueModel.ANY
                : value(type.getTypeArguments().get(0), List.of(), scope.withoutNullMarks());
    }

    /** Annotations apart. */
    private ValueModel plain(TypeMirror type, TypeScope scope) {
        if (type.getKind().isPrimitive()) {
            return of(ScalarTypes.ofPrimitive(type.getKind()));
        }
        return switch (type.getKind()) {
            case ARRAY -> array(((ArrayType) type).getComponentType(), scope);
            case DECLARED -> declared((DeclaredType) type, scope);
            case TYPEVAR -> variable((TypeVariable) type, scope);
            case WILDCARD -> {
                TypeMirror bound = ((WildcardType) type).getExtendsBound();
                yield bound == null ? ValueModel.ANY : value(bound, List.of(), scope);
            }
            case ERROR -> {
                resolved &= !scope.ours();
                yield ValueModel.ANY;
            }
            default -> ValueModel.ANY;
        };
    }

    /** Bytes and characters are text to most mappers. What stands before an array's type means the array, too. */
    private ValueModel array(TypeMirror component, TypeScope scope) {
        if (component.getKind() == TypeKind.BYTE || component.getKind() == TypeKind.CHAR) {
            return ValueModel.ANY;
        }
        ValueModel element = plain(component, scope);
        boolean required = component.getKind().isPrimitive()
                || Nullness.refusesNull(component.getAnnotationMirrors(), scope.nullMarked());
        return of(new ValueShape.Items(element.required(required)));
    }

    private ValueModel variable(TypeVariable variable, TypeScope scope) {
        ValueModel bound = scope.binding(variable.asElement());
        return bound != null
                ? bound
                : plain(variable.getUpperBound(), scope.with(variable.asElement(), ValueModel.ANY));
    }

    private ValueModel declared(DeclaredType type, TypeScope scope) {
        TypeElement element = (TypeElement) type.asElement();
        String name = element.getQualifiedName().toString();
        ValueShape scalar = ScalarTypes.of(name);
        if (scalar != null) {
            return of(scalar);
        }
        if (JacksonMarks.isJacksonType(element)
                || JacksonMarks.reshapes(element)
                || (!compiledHere.test(element) && ScalarTypes.mayBeReadFromOne(element))) {
            return ValueModel.ANY;
        }
        if (element.getKind() == ElementKind.ENUM) {
            return choice(element);
        }
        List<ValueModel> elements = name.equals("java.lang.Iterable")
                ? arguments(type, scope)
                : argumentsOf("java.util.Collection", type, scope);
        if (elements != null) {
            return of(new ValueShape.Items(elements.get(0)));
        }
        List<ValueModel> entries = argumentsOf("java.util.Map", type, scope);
        if (entries != null) {
            return of(new ValueShape.Entries(key(entries.get(0)), entries.get(1)));
        }
        if (element.getKind().isInterface() || element.getModifiers().contains(Modifier.ABSTRACT) || isForeign(name)) {
            return ValueModel.ANY;
        }
        List<ValueModel> arguments = arguments(type, scope);
        return of(structures.shape(element, arguments, () -> properties(element, scopeOf(element, arguments))));
    }

    private static ValueModel choice(TypeElement type) {
        List<String> names = new ArrayList<>();
        for (Element member : type.getEnclosedElements()) {
            if (member.getKind() == ElementKind.ENUM_CONSTANT) {
                names.addAll(JacksonMarks.names(
                        member.getAnnotationMirrors(), member.getSimpleName().toString()));
            }
        }
        return names.isEmpty() ? ValueModel.ANY : of(new ValueShape.Choice(names));
    }

    /** Names are text and never missing; those that stand for other types are not looked at, but for enums. */
    private static ValueModel key(ValueModel key) {
        boolean textual = key.shape() instanceof ValueShape.Text || key.shape() instanceof ValueShape.Choice;
        ValueModel plain = new ValueModel(key.shape(), false, key.constraints());
        return textual && !plain.equals(of(new ValueShape.Text(null))) ? plain : ValueModel.ANY;
    }

    /** Those of superclasses first; a name that is declared again counts as the class below has it. */
    private List<PropertyModel> properties(TypeElement type, TypeScope scope) {
        Deque<List<PropertyModel>> levels = new ArrayDeque<>();
        UnaryOperator<String> naming = Objects.requireNonNull(JacksonMarks.naming(type));
        List<String> ignored = JacksonMarks.ignored(type);
        TypeElement level = type;
        TypeScope levelScope = scope;
        while (level != null) {
            levels.push(declaredProperties(level, levelScope, naming, ignored));
            TypeMirror superclass = level.getSuperclass();
            if (superclass.getKind() == TypeKind.ERROR) {
                resolved &= !levelScope.ours();
            }
            level = superclass.getKind() == TypeKind.DECLARED
                            && ((DeclaredType) superclass).asElement() instanceof TypeElement above
                            && !isForeign(above.getQualifiedName().toString())
                    ? above
                    : null;
            if (level != null) {
                levelScope = scopeOf(level, arguments((DeclaredType) superclass, levelScope));
            }
        }
        Map<String, PropertyModel> properties = new LinkedHashMap<>();
        levels.forEach(declared ->
                declared.forEach(property -> properties.put(property.names().get(0), property)));
        return List.copyOf(properties.values());
    }

    private List<PropertyModel> declaredProperties(
            TypeElement type, TypeScope scope, UnaryOperator<String> naming, List<String> ignored) {
        List<PropertyModel> properties = new ArrayList<>();
        for (ResponseProperty property : ResponseProperty.declaredBy(type)) {
            List<String> names = JacksonMarks.names(property.annotations(), naming.apply(property.name()));
            if (!JacksonMarks.leavesOut(property.annotations()) && !ignored.contains(names.get(0))) {
                properties.add(new PropertyModel(names, value(property.type(), property.annotations(), scope)));
            }
        }
        return properties;
    }

    /** The type arguments, those of a raw type as the bounds of its variables. */
    private List<ValueModel> arguments(DeclaredType type, TypeScope scope) {
        if (!type.getTypeArguments().isEmpty()) {
            return type.getTypeArguments().stream()
                    .map(argument -> value(argument, List.of(), scope))
                    .toList();
        }
        List<ValueModel> bounds = new ArrayList<>();
        for (TypeParameterElement parameter : ((TypeElement) type.asElement()).getTypeParameters()) {
            bounds.add(variable((TypeVariable) parameter.asType(), new TypeScope(Map.of(), false, scope.ours())));
        }
        return bounds;
    }

    /**
     * The type arguments of a supertype, null where the type has no such one. Elements of a collection that consists of its own
     * kind, such as {@code class Tree extends ArrayList<Tree>}, may be anything.
     */
    private @Nullable List<ValueModel> argumentsOf(String supertype, DeclaredType type, TypeScope scope) {
        TypeElement element = (TypeElement) type.asElement();
        if (element.getQualifiedName().contentEquals(supertype)) {
            return arguments(type, scope);
        }
        if (!Hierarchy.of(element).contains(supertype)) {
            return null;
        }
        TypeScope inner = scopeOf(element, arguments(type, scope));
        String name = element.getQualifiedName().toString();
        if (!openContainers.add(name)) {
            return List.of(ValueModel.ANY, ValueModel.ANY);
        }
        List<TypeMirror> above = new ArrayList<>(element.getInterfaces());
        above.add(element.getSuperclass());
        List<ValueModel> found = above.stream()
                .filter(mirror -> mirror.getKind() == TypeKind.DECLARED)
                .map(mirror -> argumentsOf(supertype, (DeclaredType) mirror, inner))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        openContainers.remove(name);
        return found;
    }

    private TypeScope scopeOf(TypeElement type, List<ValueModel> arguments) {
        return TypeScope.of(type, arguments, nullness.isNullMarked(type), compiledHere.test(type));
    }

    private static boolean isOptional(TypeMirror type) {
        return qualifiedName(type).equals("java.util.Optional");
    }

    /** Of those that stand for a missing number by themselves. */
    private static boolean isEmptyNumber(TypeMirror type) {
        return qualifiedName(type).startsWith("java.util.Optional");
    }

    private static String qualifiedName(TypeMirror type) {
        return type.getKind() == TypeKind.DECLARED
                ? ((TypeElement) ((DeclaredType) type).asElement())
                        .getQualifiedName()
                        .toString()
                : "";
    }

    private static boolean isForeign(String name) {
        return FOREIGN.stream().anyMatch(name::startsWith);
    }

    private static ValueModel of(ValueShape shape) {
        return new ValueModel(shape, false, List.of());
    }
}
