// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.LlmJournal;
import dev.agenttracking.llm.springai.InjectedModels;
import dev.agenttracking.llm.springai.ModelProxies;
import dev.agenttracking.llm.springai.ObservedAdvisor;
import dev.agenttracking.llm.springai.ObservedChatClient;
import dev.agenttracking.llm.springai.ObservedChatModel;
import dev.agenttracking.llm.springai.ObservedEmbeddingModel;
import dev.agenttracking.llm.springai.ObservedKind;
import dev.agenttracking.llm.springai.ObservedToolCall;
import dev.agenttracking.llm.springai.ObservedVectorStore;
import dev.agenttracking.llm.springai.SpringAiObservations;
import dev.agenttracking.llm.springai.WatchedModelBeans;
import dev.agenttracking.weaving.TrackingEnabled;
import io.micrometer.observation.ObservationHandler;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.ai.chat.client.observation.ChatClientObservationContext;
import org.springframework.ai.chat.observation.ChatModelObservationContext;
import org.springframework.ai.vectorstore.observation.VectorStoreObservationContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationHandlerGroup;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;

/** Records what goes through Spring AI. Its modules are optional, each but the one of the models. */
@AutoConfiguration(after = TrackingAutoConfiguration.class)
@ConditionalOnClass({ChatModelObservationContext.class, ObservationHandler.class})
@ConditionalOnBooleanProperty(name = "tracking.enabled", matchIfMissing = true)
@EnableConfigurationProperties(LlmProperties.class)
@ImportRuntimeHints(SpringAiRuntimeHints.class)
public final class SpringAiAutoConfiguration {

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static SpringAiObservations agentTrackingSpringAiObservations(
            ObjectProvider<ObservedKind<?>> kinds, ObjectProvider<Faults> faults, Environment environment) {
        Supplier<List<ObservedKind<?>>> all =
                SingletonSupplier.of(() -> kinds.stream().toList());
        return new SpringAiObservations(all, faults::getObject, TrackingEnabled.in(environment));
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static ObservedChatModel agentTrackingObservedChatModel(ObjectProvider<ExecutionRecorder> recorder) {
        return new ObservedChatModel(journal(recorder));
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static ObservedEmbeddingModel agentTrackingObservedEmbeddingModel(ObjectProvider<ExecutionRecorder> recorder) {
        return new ObservedEmbeddingModel(journal(recorder));
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static ObservedToolCall agentTrackingObservedToolCall(ObjectProvider<ExecutionRecorder> recorder) {
        return new ObservedToolCall(journal(recorder));
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static BeanPostProcessor agentTrackingWatchedModelBeans(
            ObjectProvider<ExecutionRecorder> recorder, ObjectProvider<Faults> faults, Environment environment) {
        return TrackingEnabled.in(environment)
                ? new WatchedModelBeans(new ModelProxies(journal(recorder), faults::getObject), faults::getObject)
                : new BeanPostProcessor() {};
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static BeanFactoryPostProcessor agentTrackingInjectedModels(
            ObjectProvider<ExecutionRecorder> recorder, ObjectProvider<Faults> faults, Environment environment) {
        boolean wrap = Binder.get(environment)
                .bindOrCreate("tracking.llm", LlmProperties.class)
                .wrapInjectedModels();
        return wrap && TrackingEnabled.in(environment)
                ? new InjectedModels(new ModelProxies(journal(recorder), faults::getObject), faults::getObject)
                : beans -> {};
    }

    /** Where Spring Boot collects handlers: ours before those of meters and traces, and any other. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ObservationHandlerGroup.class)
    static class First {

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static ObservationHandlerGroup agentTrackingSpringAiObservationsFirst() {
            return new FirstObservationHandler();
        }
    }

    private static Supplier<LlmJournal> journal(ObjectProvider<ExecutionRecorder> recorder) {
        return SingletonSupplier.of(() -> recorder.getObject().llm());
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ChatClientObservationContext.class)
    static class ChatClients {

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static ObservedChatClient agentTrackingObservedChatClient(ObjectProvider<ExecutionRecorder> recorder) {
            return new ObservedChatClient(journal(recorder));
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static ObservedAdvisor agentTrackingObservedAdvisor(ObjectProvider<ExecutionRecorder> recorder) {
            return new ObservedAdvisor(journal(recorder));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(VectorStoreObservationContext.class)
    static class VectorStores {

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static ObservedVectorStore agentTrackingObservedVectorStore(ObjectProvider<ExecutionRecorder> recorder) {
            return new ObservedVectorStore(journal(recorder));
        }
    }
}
