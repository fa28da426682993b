// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.generate;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.NameAllocator;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeSpec;
import com.palantir.javapoet.TypeVariableName;
import dev.agenttracking.annotation.runtime.CallRecorder;
import dev.agenttracking.annotation.runtime.TrackedBean;
import dev.agenttracking.processor.model.AnnotationModel;
import dev.agenttracking.processor.model.MethodModel;
import dev.agenttracking.processor.model.ParameterModel;
import dev.agenttracking.processor.model.Signature;
import dev.agenttracking.processor.model.SubclassModel;
import dev.agenttracking.processor.model.Visibility;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/**
 * Writes {@code X$$Tracked}: overrides the tracked methods and the tools, repeats the constructors, changes nothing else. The hot
 * path reads one field and makes no object of its own.
 */
public final class SubclassGenerator {

    static final String RECORDER = "agentTracking$recorder";

    /** What user code may cause in overrides that name its types, under {@code -Xlint:all}. */
    private static final List<String> SUPPRESSED = List.of(
            "all",
            "cast",
            "deprecation",
            "exports",
            "overloads",
            "rawtypes",
            "removal",
            "serial",
            "this-escape",
            "unchecked",
            "varargs");

    private SubclassGenerator() {}

    /**
     * Makes the source file.
     *
     * @param standardGenerated whether {@code javax.annotation.processing.Generated} can be named there
     */
    public static JavaFile generate(SubclassModel model, boolean standardGenerated) {
        ClassName name = model.agentClass().subclass();
        TypeSpec.Builder type = TypeSpec.classBuilder(name)
                .addJavadoc(
                        "{@link $T}, with its calls recorded.\n",
                        model.agentClass().name())
                .addAnnotation(suppressions())
                .addModifiers(modifiers(model.visibility()))
                .addTypeVariables(model.typeVariables())
                .superclass(model.superclass())
                .addSuperinterface(TrackedBean.class)
                .alwaysQualify(QualifiedNames.of(model));
        Map<String, MethodModel> tracked = byConstant(model.methods().stream()
                .filter(method -> method.tracking().recordsCalls())
                .toList());
        tracked.forEach(
                (constant, method) -> type.addField(DescriptorGenerator.field(constant, model.agentClass(), method)));
        type.addField(FieldSpec.builder(CallRecorder.class, RECORDER, Modifier.PRIVATE, Modifier.TRANSIENT)
                .build());
        for (Signature constructor : model.constructors()) {
            type.addMethod(constructor(constructor));
        }
        type.addMethod(recorderSetter());
        tracked.forEach((constant, method) -> type.addMethod(OverrideGenerator.override(method, constant)));
        model.methods().stream()
                .filter(method -> !method.tracking().recordsCalls())
                .forEach(method -> type.addMethod(OverrideGenerator.handOn(method)));
        return GeneratedSource.of(name, type, standardGenerated);
    }

    static Modifier[] modifiers(Visibility visibility) {
        return switch (visibility) {
            case PUBLIC -> new Modifier[] {Modifier.PUBLIC};
            case PROTECTED -> new Modifier[] {Modifier.PROTECTED};
            case PACKAGE -> new Modifier[0];
        };
    }

    /** Begins a constructor or method with everything but its body and its result. */
    static MethodSpec.Builder declare(MethodSpec.Builder builder, Signature signature, NameAllocator names) {
        for (ParameterModel parameter : signature.parameters()) {
            builder.addParameter(ParameterSpec.builder(
                            parameter.type().annotated(specs(parameter.typeAnnotations())),
                            names.newName(parameter.name(), parameter))
                    .addAnnotations(specs(parameter.annotations()))
                    .build());
        }
        return builder.addModifiers(modifiers(signature.visibility()))
                .addTypeVariables(signature.typeVariables())
                .varargs(signature.varargs())
                .addExceptions(signature.exceptions());
    }

    static List<AnnotationSpec> specs(List<AnnotationModel> annotations) {
        return annotations.stream().map(AnnotationModel::annotation).toList();
    }

    /** The parameters' names in the generated method, in their order. */
    static List<String> parameterNames(Signature signature, NameAllocator names) {
        return signature.parameters().stream().map(names::get).toList();
    }

    /** Written out at the call of the original: what can only be inferred from {@code throws X} is not seen by every compiler. */
    static String typeArguments(Signature signature) {
        return signature.typeVariables().isEmpty()
                ? ""
                : signature.typeVariables().stream()
                        .map(TypeVariableName::name)
                        .collect(Collectors.joining(", ", "<", ">"));
    }

    /** The tracked methods by the names of their descriptions; overloads are numbered from 2. */
    private static Map<String, MethodModel> byConstant(List<MethodModel> methods) {
        Map<String, MethodModel> byConstant = new LinkedHashMap<>();
        for (MethodModel method : methods) {
            String name = DescriptorGenerator.constantName(method);
            String constant = name;
            for (int number = 2; byConstant.putIfAbsent(constant, method) != null; number++) {
                constant = name + "_" + number;
            }
        }
        return byConstant;
    }

    private static MethodSpec constructor(Signature signature) {
        NameAllocator names = new NameAllocator();
        return declare(MethodSpec.constructorBuilder(), signature, names)
                .addStatement(
                        "$Lsuper($L)", typeArguments(signature), String.join(", ", parameterNames(signature, names)))
                .build();
    }

    private static MethodSpec recorderSetter() {
        return MethodSpec.methodBuilder(RECORDER)
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .addParameter(CallRecorder.class, "recorder")
                .addStatement("this.$L = recorder", RECORDER)
                .build();
    }

    private static AnnotationSpec suppressions() {
        AnnotationSpec.Builder annotation = AnnotationSpec.builder(SuppressWarnings.class);
        SUPPRESSED.forEach(warning -> annotation.addMember("value", "$S", warning));
        return annotation.build();
    }
}
