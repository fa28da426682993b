// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.generate;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import dev.agenttracking.annotation.TrackedStage;
import dev.agenttracking.annotation.runtime.ResponseValue;
import dev.agenttracking.annotation.runtime.TextFormat;
import dev.agenttracking.processor.model.ConstraintModel;
import dev.agenttracking.processor.model.ConstraintModel.Side;
import dev.agenttracking.processor.model.PropertyModel;
import dev.agenttracking.processor.model.ResponseModel;
import dev.agenttracking.processor.model.StructureModel;
import dev.agenttracking.processor.model.ValueModel;
import dev.agenttracking.processor.model.ValueShape;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;

/** Writes the response contracts into the validation hooks: one method for each record or class, one statement per property. */
final class ResponseGenerator {

    private static final ClassName STRINGS = ClassName.get(String.class);

    private final ClassName hooks;
    private final Map<ConstraintModel.Matches, String> patterns = new LinkedHashMap<>();

    private ResponseGenerator(ClassName hooks) {
        this.hooks = hooks;
    }

    static void addTo(TypeSpec.Builder type, ClassName hooks, ResponseModel responses) {
        if (!responses.byStage().isEmpty()) {
            new ResponseGenerator(hooks).generate(type, responses);
        }
    }

    private void generate(TypeSpec.Builder type, ResponseModel responses) {
        type.addMethod(checksResponse(responses)).addMethod(responseFaults(responses));
        for (StructureModel structure : responses.structures()) {
            type.addMethod(check(structure));
        }
        patterns.forEach((matches, field) -> type.addField(pattern(matches, field)));
    }

    private static MethodSpec checksResponse(ResponseModel responses) {
        MethodSpec.Builder method = MethodSpec.methodBuilder("checksResponse")
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .returns(boolean.class)
                .addParameter(TrackedStage.class, "stage");
        return method.addCode("return switch (stage.stageName()) {$>\n")
                .addCode("case $L -> true;\n", texts(responses.byStage().keySet()))
                .addCode("default -> false;$<\n};\n")
                .build();
    }

    private MethodSpec responseFaults(ResponseModel responses) {
        MethodSpec.Builder method = MethodSpec.methodBuilder("responseFaults")
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .returns(ValidationHooksGenerator.listOf(STRINGS))
                .addParameter(TrackedStage.class, "stage")
                .addParameter(CharSequence.class, "response")
                .addCode("return switch (stage.stageName()) {$>\n");
        responses
                .byStage()
                .forEach((stage, value) -> method.addCode(
                        "case $L -> $T.faults(response, $L);\n",
                        literal(stage),
                        ResponseValue.class,
                        function(value, 0)));
        return method.addCode("default -> $T.of();$<\n};\n", List.class).build();
    }

    private MethodSpec check(StructureModel structure) {
        MethodSpec.Builder method = MethodSpec.methodBuilder(methodName(structure.name()))
                .addJavadoc("{@code $L}\n", structure.className())
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .addParameter(ResponseValue.class, "object");
        for (PropertyModel property : structure.properties()) {
            if (!property.value().takesAnything()) {
                CodeBlock value = CodeBlock.of("object.property($L)", texts(property.names()));
                method.addStatement(checked(property.value(), value, 0));
            }
        }
        return method.build();
    }

    /** An expression that checks the value which another expression gives. */
    private CodeBlock checked(ValueModel model, CodeBlock value, int depth) {
        CodeBlock.Builder code = CodeBlock.builder().add(value);
        if (model.required()) {
            code.add(".required()");
        }
        addShape(code, model.shape());
        for (ConstraintModel constraint : model.constraints()) {
            addConstraint(code, constraint);
        }
        if (model.shape() instanceof ValueShape.Items items) {
            addEach(code, "each", items.element(), depth);
        } else if (model.shape() instanceof ValueShape.Entries entries) {
            addEach(code, "eachKey", entries.key(), depth);
            addEach(code, "each", entries.value(), depth);
        }
        return code.build();
    }

    private void addEach(CodeBlock.Builder code, String method, ValueModel element, int depth) {
        if (!element.takesAnything()) {
            code.add("$Z.$L($L)", method, function(element, depth));
        }
    }

    private CodeBlock function(ValueModel model, int depth) {
        String parameter = depth == 0 ? "item" : "item" + (depth + 1);
        CodeBlock body = checked(model, CodeBlock.of("$N", parameter), depth + 1);
        return CodeBlock.of("$N -> $L", parameter, body);
    }

    private void addShape(CodeBlock.Builder code, ValueShape shape) {
        if (shape instanceof ValueShape.Text text) {
            code.add(text.format() == null ? CodeBlock.of(".text()") : formatted(text.format()));
        } else if (shape instanceof ValueShape.Choice choice) {
            code.add(".oneOf($L)", texts(choice.names()));
        } else if (shape instanceof ValueShape.Truth) {
            code.add(".truth()");
        } else if (shape instanceof ValueShape.Decimal) {
            code.add(".number()");
        } else if (shape instanceof ValueShape.Floating) {
            code.add(".floating()");
        } else if (shape instanceof ValueShape.Whole) {
            code.add(".whole()");
        } else if (shape instanceof ValueShape.WholeIn range) {
            code.add(".whole($L, $L)", literal(range.least()), literal(range.greatest()));
        } else if (shape instanceof ValueShape.Items) {
            code.add(".array()");
        } else if (shape instanceof ValueShape.Entries) {
            code.add(".object()");
        } else if (shape instanceof ValueShape.Structure structure) {
            code.add(".object($T::$N)", hooks, methodName(structure.name()));
        }
    }

    private void addConstraint(CodeBlock.Builder code, ConstraintModel constraint) {
        if (constraint instanceof ConstraintModel.NotBlank) {
            code.add("$Z.notBlank()");
        } else if (constraint instanceof ConstraintModel.NotEmpty) {
            code.add("$Z.notEmpty()");
        } else if (constraint instanceof ConstraintModel.Email) {
            code.add("$Z.email()");
        } else if (constraint instanceof ConstraintModel.Size size) {
            code.add("$Z.size($L, $L)", size.least(), literal(size.greatest()));
        } else if (constraint instanceof ConstraintModel.Limit limit) {
            code.add("$Z.$L($S)", methodName(limit.side()), limit.bound());
        } else if (constraint instanceof ConstraintModel.Matches matches) {
            code.add("$Z.matches($N)", patterns.computeIfAbsent(matches, unseen -> patternName(patterns.size())));
        } else if (constraint instanceof ConstraintModel.Is is) {
            code.add("$Z.truth($L)", is.wanted());
        }
    }

    private static CodeBlock texts(Collection<String> texts) {
        return texts.stream().map(text -> CodeBlock.of("$L", literal(text))).collect(CodeBlock.joining(",$W"));
    }

    private static CodeBlock formatted(TextFormat format) {
        return CodeBlock.of(".text($T.$L)", TextFormat.class, format.name());
    }

    private static FieldSpec pattern(ConstraintModel.Matches matches, String field) {
        CodeBlock flags = matches.flags() == 0 ? CodeBlock.of("") : CodeBlock.of(", $L", matches.flags());
        return FieldSpec.builder(Pattern.class, field, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer("$T.compile($L$L)", Pattern.class, literal(matches.expression()), flags)
                .build();
    }

    /** In ASCII, for half a surrogate pair and what the sources' encoding lacks would be written as question marks. */
    private static String literal(String text) {
        StringBuilder literal = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                literal.append('\\').append(c);
            } else if (c == '\n') {
                literal.append("\\n");
            } else if (c == '\r') {
                literal.append("\\r");
            } else {
                literal.append(c >= ' ' && c <= '~' ? Character.toString(c) : "\\u%04x".formatted((int) c));
            }
        }
        return literal.append('"').toString();
    }

    private static CodeBlock literal(long number) {
        if (number == Long.MIN_VALUE || number == Long.MAX_VALUE) {
            return CodeBlock.of("$T.$L", Long.class, number < 0 ? "MIN_VALUE" : "MAX_VALUE");
        }
        return number == Integer.MIN_VALUE || number == Integer.MAX_VALUE
                ? CodeBlock.of("$T.$L", Integer.class, number < 0 ? "MIN_VALUE" : "MAX_VALUE")
                : CodeBlock.of((int) number == number ? "$L" : "$LL", number);
    }

    private static String methodName(Side side) {
        return switch (side) {
            case AT_LEAST -> "atLeast";
            case MORE_THAN -> "moreThan";
            case AT_MOST -> "atMost";
            case LESS_THAN -> "lessThan";
        };
    }

    private static String methodName(String structure) {
        return "check" + structure;
    }

    private static String patternName(int index) {
        return index == 0 ? "PATTERN" : "PATTERN_" + (index + 1);
    }
}
