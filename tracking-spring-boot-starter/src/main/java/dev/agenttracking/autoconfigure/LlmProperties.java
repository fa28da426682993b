// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How models are watched.
 *
 * @param wrapInjectedModels Whether a Spring AI model of a final class gets a proxy where it is injected as ChatModel. Without, it is
 *     recorded by its observation alone, and cannot be recorded where it has none.
 */
@ConfigurationProperties("tracking.llm")
public record LlmProperties(@DefaultValue("true") boolean wrapInjectedModels) {}
