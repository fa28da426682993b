// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.agent;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** Somebody the orchestrator asks. */
interface StoryAgent {

    /**
     * Answers the message, or says that it is none of its business.
     *
     * @param reason why the agent is called, for the record
     */
    AgentAnswer run(@Nullable String vaultId, @Nullable String conversationId, @Nullable String reason, String message);

    /** The name under which it is tracked. */
    default String name() {
        return ClassUtils.getUserClass(this).getSimpleName();
    }
}
