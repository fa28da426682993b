// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.LazyInitializationExcludeFilter;

/** Has the writer, and alerts, started also where all beans of the application are lazy: nobody would ask for it. */
final class EagerLifecycle implements LazyInitializationExcludeFilter {

    @Override
    public boolean isExcluded(String beanName, BeanDefinition beanDefinition, Class<?> beanType) {
        return TrackingLifecycle.class.isAssignableFrom(beanType) || TrackingAlerts.class.isAssignableFrom(beanType);
    }
}
