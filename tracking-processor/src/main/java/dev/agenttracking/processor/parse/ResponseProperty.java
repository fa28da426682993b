// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;

/**
 * A property that a record or class declares.
 *
 * @param name its name in Java
 * @param type its type
 * @param annotations those of its component, field, accessors and constructors' parameters, and those of their types
 */
record ResponseProperty(String name, TypeMirror type, List<AnnotationMirror> annotations) {

    /** The properties of one class, without those of its superclasses, in the order of the source. */
    static List<ResponseProperty> declaredBy(TypeElement type) {
        boolean complete = type.getKind() == ElementKind.RECORD || isWrittenByLombok(type);
        List<ResponseProperty> properties = new ArrayList<>();
        declarations(type).forEach((name, elements) -> {
            Element first = elements.get(0);
            boolean settable = first.getKind() == ElementKind.FIELD
                    ? complete || (isVisible(elements) && canBeSet(elements))
                    : isParameter(first) || isSetter(first);
            if (settable) {
                properties.add(new ResponseProperty(name, typeOf(first), annotations(elements)));
            }
        });
        return properties;
    }

    private static boolean isVisible(List<Element> elements) {
        Element field = elements.get(0);
        return elements.size() > 1
                || field.getModifiers().contains(Modifier.PUBLIC)
                || field.getAnnotationMirrors().stream()
                        .anyMatch(mirror -> JacksonMarks.isOne(mirror) || Constraints.isOne(mirror));
    }

    private static boolean canBeSet(List<Element> elements) {
        return !elements.get(0).getModifiers().contains(Modifier.FINAL)
                || elements.stream().anyMatch(ResponseProperty::isParameter);
    }

    /** The field, where there is one, before accessors and parameters. Eclipse's compiler sorts a record's fields by name. */
    private static Map<String, List<Element>> declarations(TypeElement type) {
        Map<String, List<Element>> declarations = new LinkedHashMap<>();
        type.getRecordComponents()
                .forEach(component -> declarations.put(component.getSimpleName().toString(), new ArrayList<>()));
        for (VariableElement field : ElementFilter.fieldsIn(type.getEnclosedElements())) {
            if (!field.getModifiers().contains(Modifier.STATIC)
                    && !field.getModifiers().contains(Modifier.TRANSIENT)) {
                add(declarations, field.getSimpleName().toString(), field);
            }
        }
        for (RecordComponentElement component : type.getRecordComponents()) {
            add(declarations, component.getSimpleName().toString(), component);
        }
        for (ExecutableElement method : ElementFilter.methodsIn(type.getEnclosedElements())) {
            String name = method.getSimpleName().toString();
            if (type.getKind() != ElementKind.RECORD && isAccessor(method)) {
                add(declarations, propertyOf(name), method);
            } else if (type.getKind() == ElementKind.RECORD
                    && declarations.containsKey(name)
                    && method.getParameters().isEmpty()) {
                add(declarations, name, method);
            }
        }
        for (ExecutableElement constructor : ElementFilter.constructorsIn(type.getEnclosedElements())) {
            for (VariableElement parameter : constructor.getParameters()) {
                String name = parameter.getSimpleName().toString();
                String given =
                        JacksonMarks.names(parameter.getAnnotationMirrors(), "").get(0);
                if (declarations.containsKey(name)) {
                    add(declarations, name, parameter);
                } else if (!given.isEmpty()) {
                    add(declarations, given, parameter);
                }
            }
        }
        removeAmbiguous(declarations, type);
        declarations.values().forEach(elements -> {
            if (elements.get(0).getKind() == ElementKind.METHOD) {
                elements.sort((one, other) -> Boolean.compare(isSetter(other), isSetter(one)));
            }
        });
        return declarations;
    }

    /** Whether the name of a {@code boolean isX} is {@code x} or {@code isX} depends on what Lombok writes for it. */
    private static void removeAmbiguous(Map<String, List<Element>> declarations, TypeElement type) {
        if (isWrittenByLombok(type)) {
            for (VariableElement field : ElementFilter.fieldsIn(type.getEnclosedElements())) {
                String name = field.getSimpleName().toString();
                if (field.asType().getKind() == TypeKind.BOOLEAN && isPrefixed(name, "is")) {
                    declarations.remove(name);
                    declarations.remove(propertyOf(name));
                }
            }
        }
    }

    private static void add(Map<String, List<Element>> declarations, String name, Element element) {
        declarations.computeIfAbsent(name, unseen -> new ArrayList<>()).add(element);
    }

    private static boolean isAccessor(ExecutableElement method) {
        return !method.getModifiers().contains(Modifier.STATIC)
                && !method.getModifiers().contains(Modifier.PRIVATE)
                && (isSetter(method) || isGetter(method));
    }

    private static boolean isGetter(ExecutableElement method) {
        String name = method.getSimpleName().toString();
        return method.getParameters().isEmpty()
                && method.getModifiers().contains(Modifier.PUBLIC)
                && method.getReturnType().getKind() != TypeKind.VOID
                && (isPrefixed(name, "get") || isPrefixed(name, "is"));
    }

    private static boolean isSetter(Element element) {
        return element instanceof ExecutableElement method
                && method.getParameters().size() == 1
                && isPrefixed(method.getSimpleName().toString(), "set");
    }

    private static boolean isPrefixed(String name, String prefix) {
        return name.startsWith(prefix)
                && name.length() > prefix.length()
                && !Character.isLowerCase(name.charAt(prefix.length()));
    }

    /** The name of the property, its leading capitals in lower case, as Jackson does by default. */
    private static String propertyOf(String accessor) {
        StringBuilder name = new StringBuilder(accessor.substring(accessor.startsWith("is") ? 2 : 3));
        for (int i = 0; i < name.length() && Character.isUpperCase(name.charAt(i)); i++) {
            name.setCharAt(i, Character.toLowerCase(name.charAt(i)));
        }
        return name.toString();
    }

    private static boolean isParameter(Element element) {
        return element.getKind() == ElementKind.PARAMETER;
    }

    /** Its accessors may not have been written yet. */
    private static boolean isWrittenByLombok(TypeElement type) {
        List<AnnotationMirror> annotations = new ArrayList<>(type.getAnnotationMirrors());
        ElementFilter.fieldsIn(type.getEnclosedElements())
                .forEach(field -> annotations.addAll(field.getAnnotationMirrors()));
        return annotations.stream()
                .anyMatch(mirror -> Annotations.typeName(mirror).startsWith("lombok."));
    }

    private static TypeMirror typeOf(Element element) {
        return element instanceof ExecutableElement setter
                ? setter.getParameters().get(0).asType()
                : element.asType();
    }

    private static List<AnnotationMirror> annotations(List<Element> elements) {
        List<AnnotationMirror> annotations = new ArrayList<>();
        for (Element element : elements) {
            annotations.addAll(element.getAnnotationMirrors());
            annotations.addAll(
                    element instanceof ExecutableElement method
                            ? Objects.requireNonNull(method.getReturnType()).getAnnotationMirrors()
                            : element.asType().getAnnotationMirrors());
        }
        return annotations;
    }
}
