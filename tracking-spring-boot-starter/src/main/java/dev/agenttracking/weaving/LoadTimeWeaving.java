// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Whether AspectJ has woven a class, and what a proxy has to tell {@link TrackingAspect} then: that the call which it is about to
 * make is recorded already.
 *
 * <p><b>Threading</b>: speaks of the thread that calls it.
 */
final class LoadTimeWeaving {

    /** The weaver adds fields of this name to each class that has advice. */
    private static final String ADDED_BY_WEAVER = "ajc$tjp_";

    private static final ClassValue<Boolean> WOVEN = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            try {
                Class<?> superclass = type.getSuperclass();
                return Arrays.stream(type.getDeclaredFields())
                                .anyMatch(field -> field.getName().startsWith(ADDED_BY_WEAVER))
                        || superclass != null && get(superclass);
            } catch (LinkageError incomplete) {
                return false;
            }
        }
    };

    private static final ThreadLocal<@Nullable Recorded> NEXT = new ThreadLocal<>();

    private LoadTimeWeaving() {}

    /** Whether the class, or one that it inherits from, has been woven with any aspect. */
    static boolean isWoven(Class<?> type) {
        return WOVEN.get(type);
    }

    /** The next call of this thread, if it is this one, is recorded by the caller. */
    static void expect(Object target, String methodName) {
        NEXT.set(new Recorded(target, methodName));
    }

    /** What was expected has not come. */
    static void forget() {
        NEXT.remove();
    }

    /** Whether a call that arrives is the expected one. */
    static boolean isRecorded(@Nullable Object target, String methodName) {
        Recorded recorded = NEXT.get();
        if (recorded == null) {
            return false;
        }
        NEXT.remove();
        return recorded.target() == target && recorded.methodName().equals(methodName);
    }

    private record Recorded(Object target, String methodName) {}
}
