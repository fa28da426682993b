// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.langchain4j.rag.content.retriever.ContentRetriever;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Has Spring keep the class of beans that are watched, also where the application wants proxies of interfaces
 * ({@code spring.aop.proxy-target-class=false}): whoever injects such a bean by its class could do so before.
 */
public final class WatchedClasses implements BeanFactoryPostProcessor {

    private static final Logger log = LoggerFactory.getLogger(WatchedClasses.class);

    private final boolean enabled;

    /**
     * Makes a post-processor.
     *
     * @param enabled whether anything is watched
     */
    public WatchedClasses(boolean enabled) {
        this.enabled = enabled;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
        if (!enabled) {
            return;
        }
        for (String name : beanFactory.getBeanDefinitionNames()) {
            try {
                Class<?> type = beanFactory.getType(name, false);
                if (type != null && isWatched(type) && canHaveProxy(type, beanFactory)) {
                    beanFactory
                            .getBeanDefinition(name)
                            .setAttribute(AutoProxyUtils.PRESERVE_TARGET_CLASS_ATTRIBUTE, true);
                }
            } catch (Throwable fault) {
                log.debug("The class of the bean '{}' cannot be told", name, fault);
            }
        }
    }

    private static boolean isWatched(Class<?> type) {
        return !type.isInterface() && (SentRequest.isModel(type) || ContentRetriever.class.isAssignableFrom(type));
    }

    private static boolean canHaveProxy(Class<?> type, ConfigurableListableBeanFactory beanFactory) {
        return BeanAdvisor.obstacleTo(ClassUtils.getUserClass(type), beanFactory.getBeanClassLoader()) == null;
    }
}
