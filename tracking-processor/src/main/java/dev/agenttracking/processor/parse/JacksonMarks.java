// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Name;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import org.jspecify.annotations.Nullable;

/** Reads the annotations of Jackson 2 and 3, by their names, so that its jars need not be there. */
final class JacksonMarks {

    private static final Set<String> LEAVING_OUT =
            Set.of("JsonUnwrapped", "JsonAnySetter", "JsonBackReference", "JacksonInject");

    private JacksonMarks() {}

    static boolean isOne(AnnotationMirror mirror) {
        return isJackson(Annotations.typeName(mirror));
    }

    static boolean isJacksonType(TypeElement type) {
        return isJackson(type.getQualifiedName().toString());
    }

    /** Whether JSON has no property for it, or none that is read. */
    static boolean leavesOut(Collection<? extends AnnotationMirror> annotations) {
        for (AnnotationMirror mirror : annotations) {
            String name = name(mirror);
            if (LEAVING_OUT.contains(name)
                    || (name.equals("JsonIgnore") && Annotations.flag(mirror, "value", true))
                    || (name.equals("JsonProperty")
                            && constant(mirror, "access").equals("READ_ONLY"))) {
                return true;
            }
        }
        return false;
    }

    static boolean requires(Collection<? extends AnnotationMirror> annotations) {
        return annotations.stream()
                .anyMatch(mirror -> name(mirror).equals("JsonProperty")
                        && (Annotations.flag(mirror, "required", false)
                                || constant(mirror, "isRequired").equals("TRUE")));
    }

    /** Whether its JSON is read in a way of its own. */
    static boolean reshapes(Collection<? extends AnnotationMirror> annotations) {
        return annotations.stream()
                .anyMatch(mirror ->
                        name(mirror).equals("JsonDeserialize") || name(mirror).equals("JsonFormat"));
    }

    /** Whether the JSON of a type cannot be told from its properties or constants. */
    static boolean reshapes(TypeElement type) {
        if (naming(type) == null || isCreated(type)) {
            return true;
        }
        for (TypeElement declared : Hierarchy.of(type).types()) {
            if (declared.getAnnotationMirrors().stream().anyMatch(JacksonMarks::reshapesType)
                    || declared.getEnclosedElements().stream().anyMatch(JacksonMarks::isWholeValue)) {
                return true;
            }
        }
        return false;
    }

    private static boolean reshapesType(AnnotationMirror mirror) {
        return switch (name(mirror)) {
            case "JsonFormat", "JsonIdentityInfo", "EnumNaming" -> true;
            case "JsonTypeInfo" -> constant(mirror, "include").startsWith("WRAPPER");
            case "JsonDeserialize" ->
                mirror.getElementValues().keySet().stream()
                        .anyMatch(element -> !element.getSimpleName().contentEquals("as"));
            default -> false;
        };
    }

    private static boolean isWholeValue(Element member) {
        return member.getAnnotationMirrors().stream()
                .anyMatch(mirror -> name(mirror).equals("JsonValue") && Annotations.flag(mirror, "value", true));
    }

    /** Whether a factory or constructor takes the JSON that is not the one for its properties. */
    private static boolean isCreated(TypeElement type) {
        for (Element member : type.getEnclosedElements()) {
            for (AnnotationMirror mirror : member.getAnnotationMirrors()) {
                String mode = constant(mirror, "mode");
                if (name(mirror).equals("JsonCreator")
                        && !mode.equals("DISABLED")
                        && (member.getKind() == ElementKind.METHOD
                                || mode.equals("DELEGATING")
                                || (type.getKind() == ElementKind.RECORD
                                        && member instanceof ExecutableElement constructor
                                        && !isCanonical(constructor, type)))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isCanonical(ExecutableElement constructor, TypeElement record) {
        List<Name> parameters =
                constructor.getParameters().stream().map(Element::getSimpleName).toList();
        return parameters.equals(record.getRecordComponents().stream()
                .map(Element::getSimpleName)
                .toList());
    }

    /** The names that {@code @JsonIgnoreProperties} leaves out. */
    static List<String> ignored(TypeElement type) {
        AnnotationMirror mirror = nearest(type, "JsonIgnoreProperties");
        return mirror == null || Annotations.flag(mirror, "allowSetters", false)
                ? List.of()
                : Annotations.texts(mirror, "value");
    }

    /** The name that annotations give, then the other names that they accept. */
    static List<String> names(Collection<? extends AnnotationMirror> annotations, String otherwise) {
        String own = otherwise;
        List<String> others = new ArrayList<>();
        for (AnnotationMirror mirror : annotations) {
            String name = name(mirror);
            String given = Annotations.text(mirror, "value");
            if ((name.equals("JsonProperty") || name.equals("JsonSetter")) && !given.isEmpty()) {
                own = given;
            } else if (name.equals("JsonAlias")) {
                others.addAll(Annotations.texts(mirror, "value"));
            }
        }
        List<String> names = new ArrayList<>(List.of(own));
        names.addAll(others);
        return names.stream().distinct().toList();
    }

    /** How {@code @JsonNaming} turns Java's names into those of JSON; null where the strategy is not one of Jackson's. */
    static @Nullable UnaryOperator<String> naming(TypeElement type) {
        AnnotationMirror mirror = nearest(type, "JsonNaming");
        if (mirror == null) {
            return UnaryOperator.identity();
        }
        AnnotationValue value = Annotations.value(mirror, "value");
        return value != null && value.getValue() instanceof DeclaredType strategy
                ? NamingStrategy.of(strategy.asElement().getSimpleName().toString())
                : UnaryOperator.identity();
    }

    /** An annotation of the type or of the nearest supertype that has it, as Jackson inherits them. */
    private static @Nullable AnnotationMirror nearest(TypeElement type, String annotation) {
        for (TypeElement declared : Hierarchy.of(type).types()) {
            for (AnnotationMirror mirror : declared.getAnnotationMirrors()) {
                if (name(mirror).equals(annotation)) {
                    return mirror;
                }
            }
        }
        return null;
    }

    private static String constant(AnnotationMirror mirror, String name) {
        AnnotationValue value = Annotations.value(mirror, name);
        return value != null && value.getValue() instanceof VariableElement constant
                ? constant.getSimpleName().toString()
                : "";
    }

    /** The simple name of an annotation of Jackson, empty for others. */
    private static String name(AnnotationMirror mirror) {
        String name = Annotations.typeName(mirror);
        return isJackson(name) ? name.substring(name.lastIndexOf('.') + 1) : "";
    }

    private static boolean isJackson(String name) {
        return name.startsWith("com.fasterxml.jackson.") || name.startsWith("tools.jackson.");
    }
}
