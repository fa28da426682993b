// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving.results;

import org.springframework.aop.support.AopUtils;
import org.springframework.util.ClassUtils;

/**
 * What becomes of a {@code suspend} function behind a proxy of Spring. With kotlinx-coroutines-reactor on the class path an
 * interceptor sees a {@code Mono} or {@code Flux}, whose subscription runs the function as a coroutine of its own, with the context of
 * the continuation among the arguments. Without, it sees what the function returns.
 */
public final class ProxiedContinuations {

    private static final boolean RUN_BY_SUBSCRIBERS =
            ClassUtils.isPresent("kotlinx.coroutines.reactor.MonoKt", AopUtils.class.getClassLoader());

    private ProxiedContinuations() {}

    /** Whether the function runs when somebody subscribes to what the proxied call returns. */
    public static boolean runBySubscribers() {
        return RUN_BY_SUBSCRIBERS;
    }

    /** The continuation to hand on where the function is {@link #runBySubscribers}. */
    public static Object forSubscribers(Object continuation) {
        return ReactorElement.around(continuation);
    }
}
