// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import dev.agenttracking.annotation.runtime.TextFormat;
import dev.agenttracking.processor.model.ValueShape;
import java.util.HashMap;
import java.util.Map;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;

/** The types whose JSON is one text, number or boolean. */
final class ScalarTypes {

    private static final Map<String, ValueShape> BY_NAME = byName();

    private ScalarTypes() {}

    static @Nullable ValueShape of(String qualifiedName) {
        return BY_NAME.get(qualifiedName);
    }

    static ValueShape ofPrimitive(TypeKind kind) {
        return switch (kind) {
            case BOOLEAN -> new ValueShape.Truth();
            case BYTE -> new ValueShape.WholeIn(Byte.MIN_VALUE, Byte.MAX_VALUE);
            case SHORT -> new ValueShape.WholeIn(Short.MIN_VALUE, Short.MAX_VALUE);
            case INT -> new ValueShape.WholeIn(Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONG -> new ValueShape.WholeIn(Long.MIN_VALUE, Long.MAX_VALUE);
            case CHAR -> new ValueShape.Text(TextFormat.CHARACTER);
            default -> new ValueShape.Floating();
        };
    }

    /** Whether a class of its own has a constructor or factory that mappers would give a single text, number or boolean. */
    static boolean mayBeReadFromOne(TypeElement type) {
        return type.getKind() == ElementKind.CLASS
                && type.getEnclosedElements().stream().anyMatch(member -> takesOne(member, type));
    }

    private static boolean takesOne(Element member, TypeElement type) {
        if (!(member instanceof ExecutableElement executable)
                || !member.getModifiers().contains(Modifier.PUBLIC)
                || executable.getParameters().size() != 1) {
            return false;
        }
        TypeMirror parameter = executable.getParameters().get(0).asType();
        String name = member.getSimpleName().toString();
        boolean makes = member.getKind() == ElementKind.CONSTRUCTOR
                || (member.getModifiers().contains(Modifier.STATIC)
                        && (name.equals("valueOf") || name.equals("fromString"))
                        && isOf(executable.getReturnType(), type.getQualifiedName()));
        return makes && (parameter.getKind().isPrimitive() || isOf(parameter, "java.lang.String"));
    }

    private static boolean isOf(TypeMirror type, CharSequence name) {
        return type.getKind() == TypeKind.DECLARED
                && ((TypeElement) ((DeclaredType) type).asElement())
                        .getQualifiedName()
                        .contentEquals(name);
    }

    private static Map<String, ValueShape> byName() {
        Map<String, ValueShape> types = new HashMap<>();
        types.put("java.lang.Boolean", ofPrimitive(TypeKind.BOOLEAN));
        types.put("java.lang.Byte", ofPrimitive(TypeKind.BYTE));
        types.put("java.lang.Short", ofPrimitive(TypeKind.SHORT));
        types.put("java.lang.Integer", ofPrimitive(TypeKind.INT));
        types.put("java.lang.Long", ofPrimitive(TypeKind.LONG));
        types.put("java.lang.Character", ofPrimitive(TypeKind.CHAR));
        types.put("java.lang.Float", ofPrimitive(TypeKind.FLOAT));
        types.put("java.lang.Double", ofPrimitive(TypeKind.DOUBLE));
        types.put("java.util.OptionalInt", ofPrimitive(TypeKind.INT));
        types.put("java.util.OptionalLong", ofPrimitive(TypeKind.LONG));
        types.put("java.util.OptionalDouble", ofPrimitive(TypeKind.DOUBLE));
        types.put("java.lang.Number", new ValueShape.Decimal());
        types.put("java.math.BigDecimal", new ValueShape.Decimal());
        types.put("java.math.BigInteger", new ValueShape.Whole());
        types.put("java.util.concurrent.atomic.AtomicBoolean", ofPrimitive(TypeKind.BOOLEAN));
        types.put("java.util.concurrent.atomic.AtomicInteger", ofPrimitive(TypeKind.INT));
        types.put("java.util.concurrent.atomic.AtomicLong", ofPrimitive(TypeKind.LONG));
        for (String text :
                new String[] {"lang.String", "lang.CharSequence", "lang.StringBuilder", "lang.StringBuffer"}) {
            types.put("java." + text, new ValueShape.Text(null));
        }
        types.put("java.time.Instant", new ValueShape.Text(TextFormat.INSTANT));
        types.put("java.time.LocalDate", new ValueShape.Text(TextFormat.LOCAL_DATE));
        types.put("java.time.LocalTime", new ValueShape.Text(TextFormat.LOCAL_TIME));
        types.put("java.time.LocalDateTime", new ValueShape.Text(TextFormat.LOCAL_DATE_TIME));
        types.put("java.time.OffsetDateTime", new ValueShape.Text(TextFormat.OFFSET_DATE_TIME));
        types.put("java.time.OffsetTime", new ValueShape.Text(TextFormat.OFFSET_TIME));
        types.put("java.time.ZonedDateTime", new ValueShape.Text(TextFormat.ZONED_DATE_TIME));
        types.put("java.time.YearMonth", new ValueShape.Text(TextFormat.YEAR_MONTH));
        types.put("java.time.MonthDay", new ValueShape.Text(TextFormat.MONTH_DAY));
        types.put("java.time.Duration", new ValueShape.Text(TextFormat.DURATION));
        types.put("java.time.Period", new ValueShape.Text(TextFormat.PERIOD));
        types.put("java.time.ZoneId", new ValueShape.Text(TextFormat.ZONE_ID));
        types.put("java.util.UUID", new ValueShape.Text(TextFormat.UUID));
        types.put("java.net.URI", new ValueShape.Text(TextFormat.URI));
        return types;
    }
}
