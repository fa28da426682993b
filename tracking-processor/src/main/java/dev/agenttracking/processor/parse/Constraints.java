// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import dev.agenttracking.processor.model.ConstraintModel;
import dev.agenttracking.processor.model.ConstraintModel.Side;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.VariableElement;

/**
 * Reads the constraints of Jakarta Validation among annotations, by their names, so that its jar need not be there. Those with
 * groups are left out: they hold at times only.
 */
final class Constraints {

    private static final String PACKAGE = "jakarta.validation.constraints.";
    private static final Map<String, Integer> FLAGS = Map.of(
            "UNIX_LINES", Pattern.UNIX_LINES,
            "CASE_INSENSITIVE", Pattern.CASE_INSENSITIVE,
            "COMMENTS", Pattern.COMMENTS,
            "MULTILINE", Pattern.MULTILINE,
            "DOTALL", Pattern.DOTALL,
            "UNICODE_CASE", Pattern.UNICODE_CASE,
            "CANON_EQ", Pattern.CANON_EQ);

    private final Set<ConstraintModel> found = new LinkedHashSet<>();
    private final List<String> problems = new ArrayList<>();
    private boolean required;

    private Constraints() {}

    static boolean isOne(AnnotationMirror mirror) {
        return Annotations.typeName(mirror).startsWith(PACKAGE);
    }

    static Constraints of(Collection<? extends AnnotationMirror> annotations) {
        Constraints constraints = new Constraints();
        annotations.forEach(constraints::add);
        return constraints;
    }

    /** Each once, in the order of the annotations. */
    Collection<ConstraintModel> found() {
        return found;
    }

    /** Whether one of them refuses null. */
    boolean required() {
        return required;
    }

    /** Annotations with values that mean nothing. */
    List<String> problems() {
        return problems;
    }

    private void add(AnnotationMirror mirror) {
        if (!isOne(mirror)) {
            return;
        }
        String constraint = Annotations.typeName(mirror).substring(PACKAGE.length());
        if (constraint.endsWith(".List")) {
            values(mirror, "value").forEach(inner -> {
                if (inner instanceof AnnotationMirror repeated) {
                    add(repeated);
                }
            });
        } else if (values(mirror, "groups").isEmpty()) {
            add(constraint, mirror);
        }
    }

    private void add(String constraint, AnnotationMirror mirror) {
        switch (constraint) {
            case "NotNull" -> required = true;
            case "NotBlank" -> {
                required = true;
                found.add(new ConstraintModel.NotBlank());
            }
            case "NotEmpty" -> {
                required = true;
                found.add(new ConstraintModel.NotEmpty());
            }
            case "Size" ->
                found.add(new ConstraintModel.Size(
                        (int) number(mirror, "min", 0), (int) number(mirror, "max", Integer.MAX_VALUE)));
            case "Min" -> limit(Side.AT_LEAST, Long.toString(number(mirror, "value", Long.MIN_VALUE)));
            case "Max" -> limit(Side.AT_MOST, Long.toString(number(mirror, "value", Long.MAX_VALUE)));
            case "DecimalMin" -> decimal(mirror, Side.AT_LEAST, Side.MORE_THAN);
            case "DecimalMax" -> decimal(mirror, Side.AT_MOST, Side.LESS_THAN);
            case "Positive" -> limit(Side.MORE_THAN, "0");
            case "PositiveOrZero" -> limit(Side.AT_LEAST, "0");
            case "Negative" -> limit(Side.LESS_THAN, "0");
            case "NegativeOrZero" -> limit(Side.AT_MOST, "0");
            case "Pattern" -> pattern(mirror);
            case "Email" -> {
                found.add(new ConstraintModel.Email());
                pattern(mirror);
            }
            case "AssertTrue" -> found.add(new ConstraintModel.Is(true));
            case "AssertFalse" -> found.add(new ConstraintModel.Is(false));
            default -> {}
        }
    }

    private void limit(Side side, String bound) {
        found.add(new ConstraintModel.Limit(side, bound));
    }

    private void decimal(AnnotationMirror mirror, Side inclusive, Side exclusive) {
        String bound = Annotations.text(mirror, "value");
        try {
            BigDecimal unused = new BigDecimal(bound);
            limit(Annotations.flag(mirror, "inclusive", true) ? inclusive : exclusive, bound);
        } catch (NumberFormatException e) {
            problems.add(mirror + " (no number)");
        }
    }

    private void pattern(AnnotationMirror mirror) {
        String expression = Annotations.text(mirror, "regexp");
        if (Annotations.value(mirror, "regexp") == null) {
            return;
        }
        int flags = 0;
        for (Object flag : values(mirror, "flags")) {
            flags |= flag instanceof VariableElement constant
                    ? FLAGS.getOrDefault(constant.getSimpleName().toString(), 0)
                    : 0;
        }
        try {
            Pattern unused = Pattern.compile(expression, flags);
            found.add(new ConstraintModel.Matches(expression, flags));
        } catch (PatternSyntaxException e) {
            problems.add(mirror + " (" + e.getDescription() + ")");
        }
    }

    private static long number(AnnotationMirror mirror, String name, long otherwise) {
        AnnotationValue value = Annotations.value(mirror, name);
        return value != null && value.getValue() instanceof Number number ? number.longValue() : otherwise;
    }

    private static List<?> values(AnnotationMirror mirror, String name) {
        AnnotationValue value = Annotations.value(mirror, name);
        if (value == null || !(value.getValue() instanceof List<?> values)) {
            return List.of();
        }
        return values.stream()
                .map(item -> item instanceof AnnotationValue inner ? inner.getValue() : item)
                .toList();
    }
}
