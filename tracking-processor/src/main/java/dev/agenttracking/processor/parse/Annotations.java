// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import java.util.List;
import java.util.Map;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import org.jspecify.annotations.Nullable;

/**
 * Reads annotations as the compiler shows them. Values that do not resolve, which the compiler reports itself, count as left
 * out.
 */
final class Annotations {

    static final String PACKAGE = "dev.agenttracking.annotation.";
    static final String TRACK_EXECUTION = PACKAGE + "TrackExecution";
    static final String STAGE = PACKAGE + "Stage";
    static final String SENSITIVE = PACKAGE + "Sensitive";
    static final String GENERATED = PACKAGE + "runtime.Generated";

    private Annotations() {}

    static @Nullable AnnotationMirror find(Element element, String annotationType) {
        for (AnnotationMirror mirror : element.getAnnotationMirrors()) {
            if (typeName(mirror).equals(annotationType)) {
                return mirror;
            }
        }
        return null;
    }

    static boolean has(Element element, String annotationType) {
        return find(element, annotationType) != null;
    }

    /** Whether the element carries any annotation of this library. */
    static boolean hasOwn(Element element) {
        for (AnnotationMirror mirror : element.getAnnotationMirrors()) {
            if (typeName(mirror).startsWith(PACKAGE)) {
                return true;
            }
        }
        return false;
    }

    /** The value as written in source, null where it is left out. */
    static @Nullable AnnotationValue value(AnnotationMirror mirror, String name) {
        for (Map.Entry<? extends ExecutableElement, ? extends AnnotationValue> entry :
                mirror.getElementValues().entrySet()) {
            if (entry.getKey().getSimpleName().contentEquals(name)) {
                return entry.getValue();
            }
        }
        return null;
    }

    static String text(AnnotationMirror mirror, String name) {
        AnnotationValue value = value(mirror, name);
        return (value != null && value.getValue() instanceof String text) ? text : "";
    }

    static boolean flag(AnnotationMirror mirror, String name, boolean otherwise) {
        AnnotationValue value = value(mirror, name);
        return (value != null && value.getValue() instanceof Boolean flag) ? flag : otherwise;
    }

    static List<String> texts(AnnotationMirror mirror, String name) {
        AnnotationValue value = value(mirror, name);
        if (value == null || !(value.getValue() instanceof List<?> values)) {
            return List.of();
        }
        return values.stream()
                .map(item -> item instanceof AnnotationValue inner ? inner.getValue() : item)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }

    static String typeName(AnnotationMirror mirror) {
        return mirror.getAnnotationType().asElement() instanceof TypeElement type
                ? type.getQualifiedName().toString()
                : "";
    }
}
