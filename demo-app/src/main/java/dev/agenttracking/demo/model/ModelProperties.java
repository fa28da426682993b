// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Which model answers. With neither key nor address it is the offline one.
 *
 * @param apiKey the server's key; may be missing for a server of one's own
 * @param baseUrl the address of an OpenAI-compatible server; default: OpenAI's
 * @param name the model's name at the server
 * @param timeout how long one answer may take
 */
@ConfigurationProperties("demo.model")
record ModelProperties(
        @Nullable String apiKey,
        @Nullable String baseUrl,
        @DefaultValue("gpt-4.1-mini") String name,
        @DefaultValue("30s") Duration timeout) {

    boolean isRemote() {
        return hasText(apiKey) || hasText(baseUrl);
    }

    String keyOrPlaceholder() {
        return apiKey != null && hasText(apiKey) ? apiKey : "none";
    }

    /** The address with a path: {@code http://localhost:11434} is meant as {@code http://localhost:11434/v1}. */
    @Nullable
    String endpoint() {
        if (baseUrl == null || !hasText(baseUrl)) {
            return null;
        }
        String address = baseUrl.strip().replaceAll("/+$", "");
        if (!address.matches("https?://[^\\s/,]\\S*")) {
            throw new InvalidConfigurationPropertyValueException(
                    "demo.model.base-url",
                    baseUrl,
                    "It takes the address of a server, such as http://localhost:11434/v1.");
        }
        return address.matches("https?://[^/]+") ? address + "/v1" : address;
    }

    private static boolean hasText(@Nullable String value) {
        return value != null && !value.isBlank();
    }
}
