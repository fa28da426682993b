// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import org.springframework.beans.factory.support.InstanceSupplier;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/** What code that was generated ahead of time calls to make a bean of a tracked class. */
public final class TrackedInstances {

    private TrackedInstances() {}

    /** Chooses between the user's class and its generated subclass when the bean is made. */
    public static <T> InstanceSupplier<T> choose(
            InstanceSupplier<? extends T> plain, InstanceSupplier<? extends T> tracked) {
        return bean -> {
            Environment environment = bean.getBeanFactory()
                    .getBean(ConfigurableApplicationContext.ENVIRONMENT_BEAN_NAME, Environment.class);
            return TrackingEnabled.in(environment) ? tracked.get(bean) : plain.get(bean);
        };
    }
}
