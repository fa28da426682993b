// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import dev.agenttracking.annotation.runtime.TrackedMethod;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * What was found for the methods of proxies. A proxy passes the same {@link Method} object at each call, so it is known by identity:
 * to compare it with another one costs about as much as to record a stage.
 *
 * <p><b>Threading</b>: thread-safe; a lookup takes no lock and allocates nothing.
 */
final class InvokedMethods {

    /** Proxies come and go with prototypes of many classes; past this, methods are looked up anew at each call. */
    private static final int MAX_ENTRIES = 4096;

    private final TrackedMethods methods;
    private volatile @Nullable Entry[] table = new @Nullable Entry[16];
    private int entries;

    InvokedMethods(TrackedMethods methods) {
        this.methods = methods;
    }

    /** How a method is tracked, null where it is not. */
    @Nullable
    TrackedMethod find(Method method, Class<?> beanClass) {
        @Nullable Entry[] known = table;
        int mask = known.length - 1;
        for (int i = System.identityHashCode(method) & mask; ; i = (i + 1) & mask) {
            Entry entry = known[i];
            if (entry == null) {
                return add(method, beanClass);
            }
            if (entry.method == method && entry.beanClass == beanClass) {
                return entry.tracked;
            }
        }
    }

    private @Nullable TrackedMethod add(Method method, Class<?> beanClass) {
        TrackedMethod tracked = methods.find(method, beanClass);
        synchronized (this) {
            if (entries < MAX_ENTRIES) {
                entries++;
                @Nullable
                Entry[] grown = new @Nullable Entry[entries * 2 > table.length ? table.length * 2 : table.length];
                for (Entry entry : table) {
                    put(grown, entry);
                }
                put(grown, new Entry(method, beanClass, tracked));
                table = grown;
            }
        }
        return tracked;
    }

    private static void put(@Nullable Entry[] table, @Nullable Entry entry) {
        if (entry == null) {
            return;
        }
        int mask = table.length - 1;
        int i = System.identityHashCode(entry.method) & mask;
        while (table[i] != null) {
            i = (i + 1) & mask;
        }
        table[i] = entry;
    }

    private record Entry(
            Method method, Class<?> beanClass, @Nullable TrackedMethod tracked) {}
}
