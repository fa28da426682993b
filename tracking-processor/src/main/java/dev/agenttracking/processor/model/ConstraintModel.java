// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.model;

/** One rule for a JSON value, kept by values that it does not apply to. */
public sealed interface ConstraintModel {

    /** Text with more than whitespace. */
    record NotBlank() implements ConstraintModel {}

    /** Text, an array or an object with something in it. */
    record NotEmpty() implements ConstraintModel {}

    /** Text that is an e-mail address. */
    record Email() implements ConstraintModel {}

    /**
     * How much text, an array or an object has in it.
     *
     * @param least the least that is allowed
     * @param greatest the greatest that is allowed
     */
    record Size(int least, int greatest) implements ConstraintModel {}

    /**
     * A number's place.
     *
     * @param side where it must be
     * @param bound from where
     */
    record Limit(Side side, String bound) implements ConstraintModel {}

    /**
     * Text that matches as a whole.
     *
     * @param expression the regular expression
     * @param flags those of {@code java.util.regex.Pattern}
     */
    record Matches(String expression, int flags) implements ConstraintModel {}

    /**
     * One of the two booleans.
     *
     * @param wanted which
     */
    record Is(boolean wanted) implements ConstraintModel {}

    /** Where a number must be. */
    enum Side {
        /** At the bound or above. */
        AT_LEAST,
        /** Above the bound. */
        MORE_THAN,
        /** At the bound or below. */
        AT_MOST,
        /** Below the bound. */
        LESS_THAN
    }
}
