// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.model;

import dev.agenttracking.annotation.runtime.TextFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a JSON value must be, its constraints apart. */
public sealed interface ValueShape {

    /** Anything. */
    record Any() implements ValueShape {}

    /**
     * Text.
     *
     * @param format its form, null for any
     */
    record Text(@Nullable TextFormat format) implements ValueShape {}

    /**
     * One of some texts.
     *
     * @param names the texts
     */
    record Choice(List<String> names) implements ValueShape {

        public Choice {
            names = List.copyOf(names);
        }
    }

    /** True or false. */
    record Truth() implements ValueShape {}

    /** A number of any size. */
    record Decimal() implements ValueShape {}

    /** A number that a {@code double} can hold. */
    record Floating() implements ValueShape {}

    /** A number without a fraction. */
    record Whole() implements ValueShape {}

    /**
     * A number without a fraction in a range.
     *
     * @param least the least that is allowed
     * @param greatest the greatest that is allowed
     */
    record WholeIn(long least, long greatest) implements ValueShape {}

    /**
     * An array.
     *
     * @param element each of its elements
     */
    record Items(ValueModel element) implements ValueShape {}

    /**
     * An object that is used as a map.
     *
     * @param key each name
     * @param value each value
     */
    record Entries(ValueModel key, ValueModel value) implements ValueShape {}

    /**
     * An object with known properties.
     *
     * @param name the name of its {@link StructureModel}
     */
    record Structure(String name) implements ValueShape {}
}
