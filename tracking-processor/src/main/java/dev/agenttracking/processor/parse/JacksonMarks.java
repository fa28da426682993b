// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;

/** Reads the annotations of Jackson 2 and 3, by their names, so that its jars need not be there. */
final class JacksonMarks {

    private static final Set<String> LEAVING_OUT =
            Set.of("JsonUnwrapped", "JsonAnySetter", "JsonBackReference", "JacksonInject");

    private JacksonMarks() {}

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
                .anyMatch(mirror -> name(mirror).equals("JsonProperty") && Annotations.flag(mirror, "required", false));
    }

    /** Whether its JSON is read in a way of its own. */
    static boolean reshapes(Collection<? extends AnnotationMirror> annotations) {
        return annotations.stream()
                .anyMatch(mirror ->
                        name(mirror).equals("JsonDeserialize") || name(mirror).equals("JsonFormat"));
    }

    /** Whether the JSON of a type cannot be told from its properties or constants. */
    static boolean reshapes(TypeElement type) {
        if (reshapes(type.getAnnotationMirrors()) || isWrapped(type)) {
            return true;
        }
        for (Element member : type.getEnclosedElements()) {
            for (AnnotationMirror mirror : member.getAnnotationMirrors()) {
                String name = name(mirror);
                boolean creates = name.equals("JsonCreator")
                        && (member.getKind() == ElementKind.METHOD
                                || constant(mirror, "mode").equals("DELEGATING"));
                if (creates || (name.equals("JsonValue") && Annotations.flag(mirror, "value", true))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The names that {@code @JsonIgnoreProperties} leaves out. */
    static List<String> ignored(TypeElement type) {
        List<String> names = new ArrayList<>();
        for (AnnotationMirror mirror : type.getAnnotationMirrors()) {
            if (name(mirror).equals("JsonIgnoreProperties") && !Annotations.flag(mirror, "allowSetters", false)) {
                names.addAll(Annotations.texts(mirror, "value"));
            }
        }
        return names;
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

    /** How {@code @JsonNaming} turns Java's names into those of JSON. */
    static UnaryOperator<String> naming(TypeElement type) {
        String strategy = "";
        for (AnnotationMirror mirror : type.getAnnotationMirrors()) {
            AnnotationValue value = Annotations.value(mirror, "value");
            if (name(mirror).equals("JsonNaming") && value != null && value.getValue() instanceof DeclaredType given) {
                strategy = given.asElement().getSimpleName().toString();
            }
        }
        return switch (strategy) {
            case "SnakeCaseStrategy" -> name -> separated(name, '_');
            case "UpperSnakeCaseStrategy" -> name -> separated(name, '_').toUpperCase(Locale.ROOT);
            case "KebabCaseStrategy" -> name -> separated(name, '-');
            case "LowerDotCaseStrategy" -> name -> separated(name, '.');
            case "LowerCaseStrategy" -> name -> name.toLowerCase(Locale.ROOT);
            case "UpperCamelCaseStrategy" -> name -> name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
            default -> UnaryOperator.identity();
        };
    }

    /** A run of capitals counts as one word, as it does for Jackson. */
    private static String separated(String name, char separator) {
        StringBuilder result = new StringBuilder();
        boolean afterCapital = false;
        for (char c : name.toCharArray()) {
            boolean capital = Character.isUpperCase(c);
            if (capital && !afterCapital && !result.isEmpty() && result.charAt(result.length() - 1) != separator) {
                result.append(separator);
            }
            result.append(Character.toLowerCase(c));
            afterCapital = capital;
        }
        return result.toString();
    }

    private static boolean isWrapped(TypeElement type) {
        return type.getAnnotationMirrors().stream()
                .anyMatch(mirror -> name(mirror).equals("JsonTypeInfo")
                        && constant(mirror, "include").startsWith("WRAPPER"));
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
