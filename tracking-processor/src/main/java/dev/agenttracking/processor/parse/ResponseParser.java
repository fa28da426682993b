// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import dev.agenttracking.processor.model.ResponseModel;
import dev.agenttracking.processor.model.ValueModel;
import dev.agenttracking.processor.model.ValueShape;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import org.jspecify.annotations.Nullable;

/** Reads {@code @Stage(response = …)} and the types it names. */
final class ResponseParser {

    private final Elements elements;
    private final Predicate<TypeElement> compiledHere;

    ResponseParser(Elements elements, Predicate<TypeElement> compiledHere) {
        this.elements = elements;
        this.compiledHere = compiledHere;
    }

    /** The type that a stage names, null where it names none or one that the compiler does not know. */
    static @Nullable TypeMirror contract(AnnotationMirror stage) {
        AnnotationValue response = Annotations.value(stage, "response");
        return response != null
                        && response.getValue() instanceof TypeMirror type
                        && type.getKind() != TypeKind.VOID
                        && type.getKind() != TypeKind.ERROR
                ? type
                : null;
    }

    /** What the type is that keeps it from being a contract, null where nothing does. */
    @Nullable
    String obstacle(TypeMirror contract) {
        if (contract.getKind().isPrimitive()) {
            return "a primitive type";
        }
        if (contract instanceof ArrayType array) {
            return array.getComponentType().getKind().isPrimitive() ? null : obstacle(array.getComponentType());
        }
        if (!(contract instanceof DeclaredType declared)
                || !(declared.asElement() instanceof TypeElement type)
                || type.getKind() == ElementKind.ENUM
                || type.getModifiers().contains(Modifier.SEALED)
                || JacksonMarks.isJacksonType(type)) {
            return null;
        }
        if (type.getKind() == ElementKind.ANNOTATION_TYPE) {
            return "an annotation type";
        }
        boolean open = type.getKind().isInterface() || type.getModifiers().contains(Modifier.ABSTRACT);
        if (!open || !(shapes().root(contract).shape() instanceof ValueShape.Any)) {
            return null;
        }
        return type.getKind().isInterface() ? "an interface that is not sealed" : "an abstract class";
    }

    /** The annotations of a contract that mean nothing. */
    List<String> problems(TypeMirror contract) {
        ShapeParser shapes = shapes();
        shapes.root(contract);
        return shapes.problems();
    }

    /** The contracts of all stages, without those that are reported; null where types are not known yet. */
    @Nullable
    ResponseModel parse(List<FoundMethod> methods) {
        ShapeParser shapes = shapes();
        SortedMap<String, ValueModel> byStage = new TreeMap<>();
        for (FoundMethod method : methods) {
            TrackingRules.Found stage = TrackingRules.stage(method);
            if (stage == null || Annotations.value(stage.mirror(), "response") == null) {
                continue;
            }
            if (isUnknown(stage.mirror())) {
                return null;
            }
            TypeMirror contract = contract(stage.mirror());
            if (contract != null && obstacle(contract) == null && !byStage.containsKey(StageParser.name(stage))) {
                byStage.put(StageParser.name(stage), shapes.root(contract));
            }
        }
        return shapes.isResolved() ? new ResponseModel(byStage, shapes.structures()) : null;
    }

    /** A class that does not exist is shown as text or as an error, depending on the compiler. */
    private static boolean isUnknown(AnnotationMirror stage) {
        AnnotationValue response = Annotations.value(stage, "response");
        return response != null
                && (!(response.getValue() instanceof TypeMirror type) || type.getKind() == TypeKind.ERROR);
    }

    private ShapeParser shapes() {
        return new ShapeParser(new Nullness(elements, compiledHere), compiledHere);
    }
}
