// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import java.util.List;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.ClassUtils;

/** Finds out whether Spring AI counts tokens, as its own auto-configuration has it do where there is a meter registry. */
final class SpringAiMeters {

    private static final List<String> HANDLERS = List.of(
            "org.springframework.ai.chat.observation.ChatModelMeterObservationHandler",
            "org.springframework.ai.embedding.observation.EmbeddingModelMeterObservationHandler");

    private SpringAiMeters() {}

    static boolean arePresent(ListableBeanFactory beans) {
        ClassLoader loader = SpringAiMeters.class.getClassLoader();
        return HANDLERS.stream()
                .filter(name -> ClassUtils.isPresent(name, loader))
                .map(name -> ClassUtils.resolveClassName(name, loader))
                .anyMatch(type ->
                        BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type, true, false).length > 0);
    }
}
