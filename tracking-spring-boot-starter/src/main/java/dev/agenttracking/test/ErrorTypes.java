// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test;

import org.jspecify.annotations.Nullable;

/** Compares the stored name of an exception's class. */
final class ErrorTypes {

    private ErrorTypes() {}

    /** Whether a class of this name is the type or one of its subclasses, as far as the thread's loader or the type's own knows. */
    static boolean isA(@Nullable String name, Class<? extends Throwable> type) {
        if (name == null || name.equals(type.getName())) {
            return name != null;
        }
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        for (ClassLoader candidate : new ClassLoader[] {loader, type.getClassLoader()}) {
            try {
                if (type.isAssignableFrom(Class.forName(name, false, candidate))) {
                    return true;
                }
            } catch (ClassNotFoundException | LinkageError unknown) {
                // Not by this loader.
            }
        }
        return false;
    }
}
