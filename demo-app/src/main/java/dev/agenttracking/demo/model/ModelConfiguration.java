// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.model;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Builds the model by hand: the demo starts without a key. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ModelProperties.class)
class ModelConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(ModelConfiguration.class);

    @Bean
    ChatModel chatModel(ModelProperties properties) {
        if (!properties.isRemote()) {
            LOG.info(
                    "No OPENAI_API_KEY and no OPENAI_BASE_URL: {} answers from the story's notes",
                    OfflineChatModel.NAME);
            return new OfflineChatModel();
        }
        OpenAiChatOptions.Builder options = OpenAiChatOptions.builder()
                .apiKey(properties.keyOrPlaceholder())
                .model(properties.name())
                .timeout(properties.timeout())
                // An agent that cannot be answered fails at once and is shown so; the orchestrator goes on without it.
                .maxRetries(0);
        String endpoint = properties.endpoint();
        if (endpoint != null) {
            options.baseUrl(endpoint);
        }
        return OpenAiChatModel.builder().options(options.build()).build();
    }
}
