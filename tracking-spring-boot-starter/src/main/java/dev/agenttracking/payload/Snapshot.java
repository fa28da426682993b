// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

import org.jspecify.annotations.Nullable;

/** What stands for a value that cannot be kept by reference. Immutable. */
sealed interface Snapshot {

    /**
     * The elements of an array or a collection.
     *
     * @param omitted how many were left out
     */
    record Elements(@Nullable Object[] values, int omitted) implements Snapshot {}

    /**
     * The members of a map or a record.
     *
     * @param omitted how many were left out
     */
    record Members(String[] names, @Nullable Object[] values, int omitted) implements Snapshot {}

    /** A text that was too long: its beginning, and the length of the whole in characters. */
    record LongText(String beginning, int length) implements Snapshot {}

    /** A value that is not read: {@code {"@type": …}}, and how long it is where that is known, else -1. */
    record TypeOnly(String typeName, int size) implements Snapshot {

        private static final String GENERATED = "$$";

        /** A value of this class; of a generated subclass, such as a proxy's, the class that its author wrote. */
        static TypeOnly of(Class<?> type) {
            String name = type.getName();
            int generated = name.indexOf(GENERATED);
            return new TypeOnly(generated > 0 ? name.substring(0, generated) : name, -1);
        }
    }

    /** A value that contains itself: {@code {"@cycle": …}}. */
    record Cycle(String typeName) implements Snapshot {}

    /** A value deeper than is stored: {@code {"@truncated": …}}. */
    record TooDeep(String typeName) implements Snapshot {}

    /** A value that could not be read: {@code {"@error": …}}. */
    record Unreadable(String errorName) implements Snapshot {}
}
