// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import dev.agenttracking.processor.model.AnnotationModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.SimpleAnnotationValueVisitor14;
import org.jspecify.annotations.Nullable;

/** Reads annotations that are to be written once more, with the values that their author wrote and no others. */
final class AnnotationReader {

    /** What javac shows in place of a constant or a class that is not there yet. */
    private static final String UNRESOLVED = "<error>";

    private final SubclassRules rules;

    AnnotationReader(SubclassRules rules) {
        this.rules = rules;
    }

    /** Null where it does not resolve, or names a type that the package of {@code type} cannot see. */
    @Nullable
    AnnotationModel read(AnnotationMirror mirror, TypeElement type) {
        Writer writer = new Writer();
        AnnotationSpec annotation = writer.write(mirror);
        return isResolved(mirror)
                        && writer.named.stream().allMatch(named -> rules.inaccessibleType(named, type) == null)
                ? new AnnotationModel(annotation, writer.types)
                : null;
    }

    static boolean isResolved(AnnotationMirror mirror) {
        return mirror.getAnnotationType().getKind() != TypeKind.ERROR
                && mirror.getElementValues().values().stream().allMatch(AnnotationReader::isResolved);
    }

    private static boolean isResolved(AnnotationValue value) {
        Object content = value.getValue();
        if (content instanceof List<?> items) {
            return items.stream().allMatch(item -> isResolved((AnnotationValue) item));
        }
        if (content instanceof AnnotationMirror inner) {
            return isResolved(inner);
        }
        return content instanceof TypeMirror named
                ? TypeWalker.find(named, part -> part.getKind() == TypeKind.ERROR) == null
                : !UNRESOLVED.equals(content);
    }

    /** Writes values, and remembers the types that they name. */
    private static final class Writer extends SimpleAnnotationValueVisitor14<CodeBlock, @Nullable Void> {

        private final List<TypeMirror> named = new ArrayList<>();
        private final List<ClassName> types = new ArrayList<>();

        AnnotationSpec write(AnnotationMirror mirror) {
            AnnotationSpec.Builder annotation = AnnotationSpec.builder(name(mirror.getAnnotationType()));
            for (Map.Entry<? extends ExecutableElement, ? extends AnnotationValue> entry :
                    mirror.getElementValues().entrySet()) {
                annotation.addMember(
                        entry.getKey().getSimpleName().toString(), Objects.requireNonNull(visit(entry.getValue())));
            }
            return annotation.build();
        }

        @Override
        protected CodeBlock defaultAction(Object value, @Nullable Void unused) {
            return CodeBlock.of("$L", value);
        }

        @Override
        public CodeBlock visitString(String value, @Nullable Void unused) {
            return CodeBlock.of("$S", value);
        }

        @Override
        public CodeBlock visitChar(char value, @Nullable Void unused) {
            return CodeBlock.of("(char) $L", (int) value);
        }

        @Override
        public CodeBlock visitLong(long value, @Nullable Void unused) {
            return CodeBlock.of("$LL", value);
        }

        @Override
        public CodeBlock visitFloat(float value, @Nullable Void unused) {
            return CodeBlock.of("(float) ($L)", floating(value));
        }

        @Override
        public CodeBlock visitDouble(double value, @Nullable Void unused) {
            return floating(value);
        }

        @Override
        public CodeBlock visitType(TypeMirror value, @Nullable Void unused) {
            return CodeBlock.of("$T.class", rawName(value));
        }

        @Override
        public CodeBlock visitEnumConstant(VariableElement value, @Nullable Void unused) {
            return CodeBlock.of("$T.$L", name((DeclaredType) value.asType()), value.getSimpleName());
        }

        @Override
        public CodeBlock visitAnnotation(AnnotationMirror value, @Nullable Void unused) {
            return CodeBlock.of("$L", write(value));
        }

        @Override
        public CodeBlock visitArray(List<? extends AnnotationValue> values, @Nullable Void unused) {
            return values.stream().map(this::visit).collect(CodeBlock.joining(", ", "{", "}"));
        }

        private static CodeBlock floating(double value) {
            return Double.isFinite(value) ? CodeBlock.of("$L", value) : CodeBlock.of("$L / 0.0", sign(value));
        }

        /** What gives the value when divided by zero. */
        private static double sign(double value) {
            return Double.isNaN(value) ? 0.0 : Math.signum(value);
        }

        private TypeName rawName(TypeMirror type) {
            if (type instanceof ArrayType array) {
                return ArrayTypeName.of(rawName(array.getComponentType()));
            }
            return type instanceof DeclaredType declared ? name(declared) : TypeName.get(type);
        }

        private ClassName name(DeclaredType type) {
            ClassName name = ClassName.get((TypeElement) type.asElement());
            named.add(type);
            types.add(name);
            return name;
        }
    }
}
