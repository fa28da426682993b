// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Collection;
import java.util.Currency;
import java.util.Hashtable;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.Vector;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/** How values of a class are treated. Found once a class. */
enum ValueKind {
    /** Never changes, and its {@code toString} or a JSON scalar says all of it. */
    SCALAR,
    /** Text that can change. */
    TEXT,
    /** A number of the JDK that can change. */
    MUTABLE_NUMBER,
    OPTIONAL,
    RECORD,
    BYTES,
    ARRAY,
    COLLECTION,
    MAP,
    /** Stored as its type: reading it could change it, load it, or give away what is in it. */
    OPAQUE;

    private static final ClassValue<ValueKind> KINDS = new ClassValue<>() {
        @Override
        protected ValueKind computeValue(Class<?> type) {
            return classify(type);
        }
    };

    static ValueKind of(Class<?> type) {
        return KINDS.get(type);
    }

    private static ValueKind classify(Class<?> type) {
        if (isScalar(type)) {
            return SCALAR;
        }
        if (isLocked(type)) {
            return OPAQUE;
        }
        if (CharSequence.class.isAssignableFrom(type) && isOfJdk(type)) {
            return TEXT;
        }
        if ((Number.class.isAssignableFrom(type) || type == AtomicBoolean.class) && isOfJdk(type)) {
            return MUTABLE_NUMBER;
        }
        if (type == Optional.class) {
            return OPTIONAL;
        }
        if (type.isRecord()) {
            return RECORD;
        }
        if (type.isArray()) {
            return type == byte[].class ? BYTES : ARRAY;
        }
        if (Collection.class.isAssignableFrom(type) && isPlainCollection(type)) {
            return COLLECTION;
        }
        if (Map.class.isAssignableFrom(type) && isPlainCollection(type)) {
            return MAP;
        }
        return OPAQUE;
    }

    private static boolean isScalar(Class<?> type) {
        return type == String.class
                || type == Boolean.class
                || type == Character.class
                || type == Integer.class
                || type == Long.class
                || type == Double.class
                || type == Float.class
                || type == Short.class
                || type == Byte.class
                || type == BigDecimal.class
                || type == BigInteger.class
                || type == UUID.class
                || type == URI.class
                || type == Locale.class
                || type == Currency.class
                || type == Class.class
                || Enum.class.isAssignableFrom(type)
                || isOfJdk(type)
                        && (TemporalAccessor.class.isAssignableFrom(type)
                                || TemporalAmount.class.isAssignableFrom(type));
    }

    /** Reading them takes a lock, on which the caller would wait for whoever holds it. What is behind a view does not show. */
    private static boolean isLocked(Class<?> type) {
        return isOfJdk(type)
                && (type.getName().startsWith("java.util.Collections$Synchronized")
                        || BlockingQueue.class.isAssignableFrom(type)
                        || Vector.class.isAssignableFrom(type)
                        || type == Hashtable.class
                        || type == StringBuffer.class);
    }

    /** Not those of persistence libraries, which load what is in them when they are read. */
    private static boolean isPlainCollection(Class<?> type) {
        return isOfJdk(type)
                || type.getName().startsWith("com.google.common.collect.Immutable")
                || type.getName().startsWith("com.google.common.collect.Regular")
                || type.getName().startsWith("com.google.common.collect.Singleton")
                || type.getName().startsWith("kotlin.collections.");
    }

    private static boolean isOfJdk(Class<?> type) {
        return type.getName().startsWith("java.");
    }
}
