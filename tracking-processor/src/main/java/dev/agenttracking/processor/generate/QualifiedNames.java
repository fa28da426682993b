// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.generate;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeVariableName;
import com.palantir.javapoet.WildcardTypeName;
import dev.agenttracking.processor.model.AnnotationModel;
import dev.agenttracking.processor.model.MethodModel;
import dev.agenttracking.processor.model.ParameterModel;
import dev.agenttracking.processor.model.Signature;
import dev.agenttracking.processor.model.SubclassModel;
import java.util.Collection;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The simple names that a subclass must not import. An inherited member type {@code Map} hides an imported {@code Map}; and as
 * JavaPoet imports {@code Map} for {@code Map.Entry} too, that {@code Entry} must be written in full.
 */
final class QualifiedNames {

    private final Set<String> inherited;
    private final SortedSet<String> names;

    private QualifiedNames(SubclassModel model) {
        this.inherited = model.inheritedTypeNames();
        this.names = new TreeSet<>(model.inheritedTypeNames());
    }

    static String[] of(SubclassModel model) {
        QualifiedNames qualified = new QualifiedNames(model);
        qualified.add(model.typeVariables());
        model.constructors().forEach(qualified::add);
        for (MethodModel method : model.methods()) {
            qualified.add(method.signature());
            qualified.add(method.returnType());
            qualified.add(method.erasedReturnType());
            method.annotations().forEach(qualified::add);
        }
        return qualified.names.toArray(String[]::new);
    }

    private void add(Signature signature) {
        add(signature.typeVariables());
        add(signature.parameters().stream().map(ParameterModel::type).toList());
        add(signature.exceptions());
        for (ParameterModel parameter : signature.parameters()) {
            parameter.annotations().forEach(this::add);
            parameter.typeAnnotations().forEach(this::add);
        }
    }

    private void add(AnnotationModel annotation) {
        add(annotation.types());
    }

    private void add(Collection<? extends TypeName> types) {
        for (TypeName type : types) {
            if (type instanceof TypeVariableName variable) {
                add(variable.bounds());
            } else {
                add(type);
            }
        }
    }

    private void add(TypeName type) {
        if (type instanceof ClassName name
                && inherited.contains(name.topLevelClassName().simpleName())) {
            names.add(name.simpleName());
        } else if (type instanceof ParameterizedTypeName parameterized) {
            add(parameterized.rawType());
            add(parameterized.typeArguments());
        } else if (type instanceof ArrayTypeName array) {
            add(array.componentType());
        } else if (type instanceof WildcardTypeName wildcard) {
            add(wildcard.upperBounds());
            add(wildcard.lowerBounds());
        }
    }
}
