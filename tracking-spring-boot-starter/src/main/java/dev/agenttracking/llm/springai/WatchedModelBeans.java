// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

import dev.agenttracking.execution.Faults;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Has the beans watched that are chat models, as far as they stay what they are declared to be: a model of a final class that is
 * declared as such is left as it is, since others may want that class; {@link InjectedModels} watches it where an interface is asked
 * for.
 */
public final class WatchedModelBeans implements BeanPostProcessor, BeanFactoryAware, BeanClassLoaderAware {

    private final ModelProxies proxies;
    private final Supplier<Faults> faults;
    private @Nullable ConfigurableListableBeanFactory beans;
    private @Nullable ClassLoader loader;

    /** Makes a post-processor. */
    public WatchedModelBeans(ModelProxies proxies, Supplier<Faults> faults) {
        this.proxies = proxies;
        this.faults = faults;
    }

    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        beans = beanFactory instanceof ConfigurableListableBeanFactory listable ? listable : null;
    }

    @Override
    public void setBeanClassLoader(ClassLoader classLoader) {
        loader = classLoader;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (!(bean instanceof ChatModel)) {
            return bean;
        }
        try {
            if (proxies.isWatched(bean) || proxies.joins(bean)) {
                return bean;
            }
            if (ModelProxies.canBeExtended(bean.getClass())) {
                return proxies.extended(bean, loader);
            }
            return isDeclaredByInterface(beanName) ? proxies.withInterfaces(bean, loader) : bean;
        } catch (RuntimeException | LinkageError fault) {
            faults.get().swallow("watching a model's bean", fault);
            return bean;
        }
    }

    private boolean isDeclaredByInterface(String beanName) {
        if (beans == null || !beans.containsBeanDefinition(beanName)) {
            return false;
        }
        Class<?> declared =
                beans.getMergedBeanDefinition(beanName).getResolvableType().resolve();
        return declared != null && declared.isInterface();
    }
}
