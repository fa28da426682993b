// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.testing.CollectingSink;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class SpringAiRuntimeHintsTest {

    @Test
    void keepsTheProxyThatASpringAiModelGets() {
        RuntimeHints hints = new RuntimeHints();
        new SpringAiRuntimeHints().registerHints(hints, getClass().getClassLoader());
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(TrackingAutoConfiguration.class, SpringAiAutoConfiguration.class))
                .withBean(CollectingSink.class)
                .withBean(OpenAiChatModel.class, SpringAiRuntimeHintsTest::model)
                .withBean(User.class)
                .run(context -> {
                    ChatModel model = context.getBean(User.class).model();
                    assertThat(Proxy.isProxyClass(model.getClass())).isTrue();
                    assertThat(RuntimeHintsPredicates.proxies()
                                    .forInterfaces(model.getClass().getInterfaces()))
                            .accepts(hints);
                });
    }

    private static OpenAiChatModel model() {
        return OpenAiChatModel.builder()
                .options(OpenAiChatOptions.builder()
                        .baseUrl("http://localhost")
                        .apiKey("test-key")
                        .model("gpt-4o-mini")
                        .build())
                .build();
    }

    record User(ChatModel model) {}
}
