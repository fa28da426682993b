// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.agent;

import dev.agenttracking.Relevance;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** Somebody the orchestrator asks. */
interface StoryAgent {

    /** Says whether a message is its business, and how much. It is asked for every message, so this is quick. */
    Relevance shouldRespond(String message);

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
