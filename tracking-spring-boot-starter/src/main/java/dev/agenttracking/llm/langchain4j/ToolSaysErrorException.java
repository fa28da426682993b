// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import org.jspecify.annotations.Nullable;

/** What is recorded of a tool that returned, and says that it has failed. Never thrown. */
final class ToolSaysErrorException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ToolSaysErrorException(@Nullable String message) {
        super(message, null, false, false);
    }
}
