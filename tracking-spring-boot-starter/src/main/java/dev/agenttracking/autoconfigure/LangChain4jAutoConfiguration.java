// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.llm.langchain4j.AiServiceWatch;
import dev.agenttracking.llm.langchain4j.LangChain4jRecorder;
import dev.agenttracking.llm.langchain4j.ModelAdvisor;
import dev.agenttracking.llm.langchain4j.RecordingChatModelListener;
import dev.agenttracking.llm.langchain4j.RetrieverAdvisor;
import dev.agenttracking.llm.langchain4j.WatchedClasses;
import dev.agenttracking.weaving.TrackingEnabled;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;

/** Records the calls of an application's models, where it calls them through LangChain4j. */
@AutoConfiguration(after = TrackingAutoConfiguration.class)
@ConditionalOnClass(name = LangChain4jAutoConfiguration.SINCE_1_18)
@ConditionalOnBooleanProperty(name = "tracking.enabled", matchIfMissing = true)
@ImportRuntimeHints(LangChain4jRuntimeHints.class)
public final class LangChain4jAutoConfiguration {

    /** Older versions lack too much of what is watched: of them, nothing is. */
    static final String SINCE_1_18 = "dev.langchain4j.model.embedding.request.EmbeddingRequest";

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static LangChain4jRecorder agentTrackingLangChain4jRecorder(ObjectProvider<ExecutionRecorder> recorder) {
        return new LangChain4jRecorder(SingletonSupplier.of(recorder::getObject));
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static ModelAdvisor agentTrackingLangChain4jModels(LangChain4jRecorder recorder, Environment environment) {
        return new ModelAdvisor(recorder, TrackingEnabled.in(environment));
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static RetrieverAdvisor agentTrackingLangChain4jRetrievers(LangChain4jRecorder recorder, Environment environment) {
        return new RetrieverAdvisor(recorder, TrackingEnabled.in(environment));
    }

    @Bean
    static WatchedClasses agentTrackingLangChain4jClasses(Environment environment) {
        return new WatchedClasses(TrackingEnabled.in(environment));
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static AiServiceWatch agentTrackingLangChain4jServices(LangChain4jRecorder recorder, Environment environment) {
        return new AiServiceWatch(recorder, TrackingEnabled.in(environment));
    }

    /** Taken by LangChain4j's starters. A fallback: the application's own listener stays the one that is injected by type. */
    @Bean
    @Fallback
    ChatModelListener agentTrackingChatModelListener(LangChain4jRecorder recorder) {
        return new RecordingChatModelListener(recorder);
    }
}
