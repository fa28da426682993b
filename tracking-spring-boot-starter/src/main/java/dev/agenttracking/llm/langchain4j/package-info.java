// SPDX-License-Identifier: Apache-2.0
/**
 * Internal. Watches LangChain4j 1.x: models and embeddings that are beans, its listeners, AI services and the tools that they run.
 * Loaded only where the library is there; the auto-configuration uses it.
 */
@NullMarked
package dev.agenttracking.llm.langchain4j;

import org.jspecify.annotations.NullMarked;
