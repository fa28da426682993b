// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.actuate;

import dev.agenttracking.analytics.AgentDiagnosis;
import dev.agenttracking.analytics.ExecutionAnalytics;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * The endpoint {@code agentdebug}. GET {@code /{agent}} answers with an {@link AgentDiagnosis}: why it did not run, or how it went; of an
 * agent that nobody knows too, since {@code never_registered} is an answer. Reasons are hidden from those who may not see content.
 *
 * <p><b>Failure</b>: 503 where the store has no answer, with {@code {"message"}}.
 */
@WebEndpoint(id = "agentdebug")
public final class AgentDebugEndpoint {

    private final ExecutionAnalytics analytics;
    private final ShownValues values;

    /** An endpoint over analytics. */
    public AgentDebugEndpoint(ExecutionAnalytics analytics, ShownValues values) {
        this.analytics = analytics;
        this.values = values;
    }

    /** Why an agent did not run, or how it went: anywhere, or in one conversation or vault. */
    @ReadOperation
    public WebEndpointResponse<String> diagnosis(
            @Selector String agent, SecurityContext asking, @Nullable String conversationId, @Nullable String vaultId) {
        return Reply.to(() -> {
            AgentDiagnosis diagnosis = analytics.debugWhyAgentDidntFire(
                    agent, RequestValues.text(conversationId), RequestValues.text(vaultId));
            return Reply.of(values.of(diagnosis, asking));
        });
    }
}
