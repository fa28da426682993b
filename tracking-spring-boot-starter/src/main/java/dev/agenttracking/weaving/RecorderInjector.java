// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import dev.agenttracking.annotation.runtime.CallRecorder;
import dev.agenttracking.annotation.runtime.TrackedBean;
import java.util.function.Supplier;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

/** Hands each tracked bean the recorder of its context, before its initialisation methods run. */
public final class RecorderInjector implements BeanPostProcessor, PriorityOrdered {

    private final Supplier<? extends CallRecorder> recorder;
    private final boolean enabled;

    /**
     * Makes a post-processor.
     *
     * @param recorder asked when the first tracked bean is made, so that nothing is made too early for its sake
     * @param enabled whether beans get it
     */
    public RecorderInjector(Supplier<? extends CallRecorder> recorder, boolean enabled) {
        this.recorder = recorder;
        this.enabled = enabled;
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String beanName) {
        if (enabled && bean instanceof TrackedBean tracked) {
            tracked.agentTracking$recorder(recorder.get());
        }
        return bean;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }
}
