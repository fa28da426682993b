// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation.runtime;

import dev.agenttracking.annotation.runtime.StepLimitedText.Match;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value in a model's answer, or the place of one that is missing, with the checks of a response contract. Each method checks
 * one thing, notes a fault where it does not hold, and gives the value for further checks. A value that is missing, null, or of
 * another type is passed over by all checks but {@link #required}: its one fault is enough.
 *
 * <p><b>Threading</b>: used by one thread.
 *
 * <p><b>Failure</b>: no check throws.
 */
public final class ResponseValue {

    private static final ResponseValue PASSED_OVER = new ResponseValue(new ResponseFaults(), ResponsePath.ROOT, null);
    private static final int MAX_NAMES = 20;

    private final ResponseFaults faults;
    private final ResponsePath path;
    private final @Nullable Object value;

    private ResponseValue(ResponseFaults faults, ResponsePath path, @Nullable Object value) {
        this.faults = faults;
        this.path = path;
        this.value = value;
    }

    /**
     * What is wrong with an answer.
     *
     * @param response the text with JSON in it
     * @param contract checks the JSON
     * @return one text per fault, {@code $.path.to[0].value: what is wrong}; empty where nothing is
     */
    public static List<String> faults(CharSequence response, Consumer<ResponseValue> contract) {
        ResponseFaults faults = new ResponseFaults();
        try {
            JsonReader.Result json = ResponseText.read(response.toString());
            if (json.value() == null) {
                faults.add(ResponsePath.ROOT, "is not JSON (" + json.problem() + ")");
            } else {
                contract.accept(new ResponseValue(faults, ResponsePath.ROOT, json.value()));
            }
        } catch (RuntimeException | StackOverflowError e) {
            faults.add(ResponsePath.ROOT, "cannot be checked (" + e.getClass().getName() + ")");
        }
        return faults.list();
    }

    /** Must be there and not null. */
    public ResponseValue required() {
        if (this == PASSED_OVER) {
            return this;
        }
        if (value == null) {
            return refused("is missing");
        }
        return value == JsonConstant.NULL ? refused("must not be null") : this;
    }

    /** The property of an object; of several names the first that the object has. */
    public ResponseValue property(String name, String... otherNames) {
        if (!(value instanceof Map<?, ?> members)) {
            return PASSED_OVER;
        }
        for (String other : otherNames) {
            if (!members.containsKey(name) && members.containsKey(other)) {
                return new ResponseValue(faults, path.property(other), members.get(other));
            }
        }
        return new ResponseValue(faults, path.property(name), members.get(name));
    }

    /** Checks each element of an array, or each property of an object used as a map. */
    public ResponseValue each(Consumer<ResponseValue> check) {
        if (value instanceof List<?> elements) {
            for (int i = 0; i < elements.size() && !faults.isFull(); i++) {
                check.accept(new ResponseValue(faults, path.element(i), elements.get(i)));
            }
        } else if (value instanceof Map<?, ?> members) {
            for (Map.Entry<?, ?> member : members.entrySet()) {
                if (faults.isFull()) {
                    break;
                }
                String name = String.valueOf(member.getKey());
                check.accept(new ResponseValue(faults, path.property(name), member.getValue()));
            }
        }
        return this;
    }

    /** Checks each property's name of an object used as a map. */
    public ResponseValue eachKey(Consumer<ResponseValue> check) {
        if (value instanceof Map<?, ?> members) {
            for (Object name : members.keySet()) {
                if (faults.isFull()) {
                    break;
                }
                check.accept(new ResponseValue(faults, path.key(String.valueOf(name)), name));
            }
        }
        return this;
    }

    /** Must be an object. */
    public ResponseValue object() {
        return ofType(Map.class, "an object");
    }

    /** Must be an object, whose properties are then checked; of other values they are not, so that recursive checks end. */
    public ResponseValue object(Consumer<ResponseValue> properties) {
        ResponseValue object = object();
        if (object != PASSED_OVER && !faults.isFull()) {
            properties.accept(object);
        }
        return object;
    }

    /** Must be an array. */
    public ResponseValue array() {
        return ofType(List.class, "an array");
    }

    /** Must be text. */
    public ResponseValue text() {
        return ofType(String.class, "text");
    }

    /** Must be text of a form. */
    public ResponseValue text(TextFormat format) {
        ResponseValue text = text();
        return text.value instanceof String content && !format.fits(content)
                ? text.refused("must be " + format.description())
                : text;
    }

    /** Must be text, one of those named. */
    public ResponseValue oneOf(String... names) {
        ResponseValue text = text();
        List<String> all = List.of(names);
        if (!(text.value instanceof String content) || all.contains(content)) {
            return text;
        }
        return text.refused("must be one of " + String.join(", ", all.subList(0, Math.min(all.size(), MAX_NAMES)))
                + (all.size() > MAX_NAMES ? ", …" : ""));
    }

    /** Must be true or false. */
    public ResponseValue truth() {
        return ofType(Boolean.class, "true or false");
    }

    /** Must be true, or must be false. */
    public ResponseValue truth(boolean wanted) {
        return value instanceof Boolean truth && truth != wanted ? fault("must be " + wanted) : this;
    }

    /** Must be a number. */
    public ResponseValue number() {
        if (value == JsonConstant.OVERSIZED_NUMBER) {
            return refused("is a number with too many digits or too large an exponent");
        }
        return ofType(BigDecimal.class, "a number");
    }

    /** Must be a number that a {@code double} can hold. */
    public ResponseValue floating() {
        ResponseValue number = number();
        return number.value instanceof BigDecimal decimal && Double.isInfinite(decimal.doubleValue())
                ? number.refused("must be a number that a double can hold")
                : number;
    }

    /** Must be a number without a fraction; {@code 2.0} is one. */
    public ResponseValue whole() {
        ResponseValue number = number();
        return number.value instanceof BigDecimal decimal
                        && decimal.stripTrailingZeros().scale() > 0
                ? number.refused("must be a whole number")
                : number;
    }

    /** Must be a number without a fraction in a range. */
    public ResponseValue whole(long least, long greatest) {
        ResponseValue number = whole();
        return number.value instanceof BigDecimal decimal
                        && (decimal.compareTo(BigDecimal.valueOf(least)) < 0
                                || decimal.compareTo(BigDecimal.valueOf(greatest)) > 0)
                ? number.refused("must be between " + least + " and " + greatest)
                : number;
    }

    /** As a number, must be this one or a greater one. */
    public ResponseValue atLeast(String bound) {
        return limited("at least", bound, order -> order >= 0);
    }

    /** As a number, must be greater than this one. */
    public ResponseValue moreThan(String bound) {
        return limited("more than", bound, order -> order > 0);
    }

    /** As a number, must be this one or a smaller one. */
    public ResponseValue atMost(String bound) {
        return limited("at most", bound, order -> order <= 0);
    }

    /** As a number, must be smaller than this one. */
    public ResponseValue lessThan(String bound) {
        return limited("less than", bound, order -> order < 0);
    }

    /** As text, must have more than whitespace in it. */
    public ResponseValue notBlank() {
        return value instanceof String text && text.trim().isEmpty() ? fault("must not be blank") : this;
    }

    /** Must have a character, an element or a property. */
    public ResponseValue notEmpty() {
        return size() == 0 ? fault("must not be empty") : this;
    }

    /** Must have so many characters, elements or properties, {@code Integer.MAX_VALUE} for no upper bound. */
    public ResponseValue size(int least, int greatest) {
        int size = size();
        if (size < 0 || (size >= least && size <= greatest)) {
            return this;
        }
        String unit = value instanceof String ? "characters" : value instanceof List ? "elements" : "properties";
        String allowed = least == 0
                ? "at most " + greatest
                : greatest == Integer.MAX_VALUE ? "at least " + least : "between " + least + " and " + greatest;
        return fault("must have " + allowed + " " + unit + ", has " + size);
    }

    /** As text, must match a regular expression as a whole. */
    public ResponseValue matches(Pattern pattern) {
        Match match = value instanceof String text ? faults.match(pattern, text) : Match.YES;
        return switch (match) {
            case YES -> this;
            case NO -> fault("must match " + pattern.pattern());
            case GIVEN_UP -> fault("cannot be matched with " + pattern.pattern() + " (too many steps)");
        };
    }

    /** As text, must look like an e-mail address; empty text does. */
    public ResponseValue email() {
        return value instanceof String text && !text.isEmpty() && !EmailAddress.isWellFormed(text)
                ? fault("must be an e-mail address")
                : this;
    }

    /** How long text is, or how much an array or object has in it; negative for other values. */
    private int size() {
        if (value instanceof String text) {
            return text.length();
        }
        if (value instanceof List<?> elements) {
            return elements.size();
        }
        return value instanceof Map<?, ?> members ? members.size() : -1;
    }

    private ResponseValue limited(String rule, String bound, IntPredicate allowed) {
        return value instanceof BigDecimal number && !allowed.test(number.compareTo(new BigDecimal(bound)))
                ? fault("must be " + rule + " " + bound)
                : this;
    }

    private ResponseValue ofType(Class<?> type, String description) {
        if (type.isInstance(value)) {
            return this;
        }
        return value == null || value == JsonConstant.NULL
                ? PASSED_OVER
                : refused("must be " + description + ", is " + description(value));
    }

    private ResponseValue refused(String what) {
        faults.add(path, what);
        return PASSED_OVER;
    }

    private ResponseValue fault(String what) {
        faults.add(path, what);
        return this;
    }

    private static String description(Object value) {
        if (value instanceof Map) {
            return "an object";
        }
        if (value instanceof List) {
            return "an array";
        }
        if (value instanceof String) {
            return "text";
        }
        return value instanceof Boolean ? "true or false" : "a number";
    }
}
