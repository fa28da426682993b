// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.autoconfigure.SpringAiAutoConfiguration;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.testing.CollectingSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.model.StreamingChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;

class InjectedModelsTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(TrackingAutoConfiguration.class, SpringAiAutoConfiguration.class))
            .withBean(CollectingSink.class);

    @Test
    void watchesAFinalModelWhereAnInterfaceIsInjectedAndNowhereElse() {
        runner.withUserConfiguration(Two.class).withBean(User.class).run(context -> {
            User user = context.getBean(User.class);
            assertThat(user.model).isInstanceOf(WatchedModel.class).isNotInstanceOf(Final.class);
            assertThat(user.streaming).isInstanceOf(WatchedModel.class);
            assertThat(AopUtils.getTargetClass(user.model)).isEqualTo(Final.class);
            assertThat(user.concrete).isSameAs(context.getBean("first"));
            assertThat(user.later.getObject()).isExactlyInstanceOf(Final.class);
            assertThat(user.maybe).containsSame(user.concrete);
            assertThat(user.all).hasSize(2).allMatch(Final.class::isInstance);
        });
    }

    @Test
    void injectsTheModelThatPrimaryAndQualifiersName() {
        runner.withUserConfiguration(Two.class).withBean(User.class).run(context -> {
            User user = context.getBean(User.class);
            assertThat(user.model.call("x")).isEqualTo("first");
            assertThat(user.second.call("x")).isEqualTo("second");
            assertThat(user.lazy.call("x")).isEqualTo("second");
        });
    }

    @Test
    void injectsNothingWhereThereIsNoModel() {
        runner.withBean(Hopeful.class).run(context -> {
            assertThat(context).hasNotFailed();
            Hopeful hopeful = context.getBean(Hopeful.class);
            assertThat(hopeful.optional).isNull();
            assertThat(hopeful.maybe).isEmpty();
        });
        runner.withBean(User.class).run(context -> assertThat(context).hasFailed());
    }

    @Test
    void destroysAModelAfterThoseThatItIsInjectedInto() {
        List<String> destroyed = new ArrayList<>();
        runner.withBean("second", Final.class, () -> new Final("model", destroyed))
                .withBean(Closing.class)
                .run(context -> context.getBean(Closing.class).destroyed = destroyed);
        assertThat(destroyed).containsExactly("user", "model");
    }

    @Test
    void leavesInjectedModelsAsTheyAreWhereThatIsAskedFor() {
        runner.withPropertyValues("tracking.llm.wrap-injected-models=false")
                .withUserConfiguration(Two.class)
                .withBean(User.class)
                .run(context -> assertThat(context.getBean(User.class).model).isSameAs(context.getBean("first")));
    }

    @Test
    void refusesAPropertyThatIsNeitherTrueNorFalse() {
        runner.withPropertyValues("tracking.llm.wrap-injected-models=perhaps")
                .run(context -> assertThat(context).hasFailed());
    }

    static class User {

        @Autowired
        ChatModel model;

        @Autowired
        StreamingChatModel streaming;

        @Autowired
        Final concrete;

        @Autowired
        @Qualifier("second")
        ChatModel second;

        @Autowired
        @Lazy
        @Qualifier("second")
        ChatModel lazy;

        @Autowired
        ObjectProvider<ChatModel> later;

        @Autowired
        Optional<ChatModel> maybe;

        @Autowired
        List<ChatModel> all;
    }

    static class Hopeful {

        final @Nullable ChatModel optional;
        final Optional<ChatModel> maybe;

        Hopeful(@Nullable ChatModel optional, Optional<ChatModel> maybe) {
            this.optional = optional;
            this.maybe = maybe;
        }
    }

    static class Closing implements DisposableBean {

        private List<String> destroyed = new ArrayList<>();

        Closing(ChatModel model) {
            assertThat(model).isInstanceOf(WatchedModel.class);
        }

        @Override
        public void destroy() {
            destroyed.add("user");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Two {

        @Bean
        @Primary
        Final first() {
            return new Final("first", new ArrayList<>());
        }

        @Bean
        Final second() {
            return new Final("second", new ArrayList<>());
        }
    }

    /** A model that cannot be extended. */
    static final class Final implements ChatModel, DisposableBean {

        private final String name;
        private final List<String> destroyed;

        Final(String name, List<String> destroyed) {
            this.name = name;
            this.destroyed = destroyed;
        }

        @Override
        public ChatResponse call(Prompt prompt) {
            return new ChatResponse(List.of(new Generation(new AssistantMessage(name))));
        }

        @Override
        public void destroy() {
            destroyed.add(name);
        }
    }
}
