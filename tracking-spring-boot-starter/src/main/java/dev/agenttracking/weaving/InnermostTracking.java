// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.beans.factory.config.SmartInstantiationAwareBeanPostProcessor;

/**
 * Puts {@link TrackingAdvisor} inside of all other advice on a bean, where a generated subclass is. Its order alone does not do
 * that: aspects without an order have the same one and come later, and method validation appends itself to proxies that are there.
 *
 * <p><b>Order</b>: it has none, and so comes after the post-processors that make proxies.
 */
public final class InnermostTracking implements SmartInstantiationAwareBeanPostProcessor {

    @Override
    public Object getEarlyBeanReference(Object bean, String beanName) {
        moveInside(bean);
        return bean;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        moveInside(bean);
        return bean;
    }

    private static void moveInside(Object bean) {
        if (!(bean instanceof Advised advised) || advised.isFrozen()) {
            return;
        }
        Advisor[] advisors = advised.getAdvisors();
        for (int i = 0; i < advisors.length - 1; i++) {
            if (advisors[i] instanceof TrackingAdvisor tracking) {
                advised.removeAdvisor(i);
                advised.addAdvisor(tracking);
                return;
            }
        }
    }
}
