// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.actuate;

import dev.agenttracking.analytics.AgentPerformance;
import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * The endpoint {@code agentperformance}. GET {@code /{agent}} answers with an {@link AgentPerformance}: counts, durations, LLM calls,
 * costs and quality of the last 24 hours, or of another span of time. It has no content.
 *
 * <p><b>Failure</b>: 400 for a value that cannot be read, 404 for an agent that nobody knows, 503 where the store has no answer; each
 * with {@code {"message"}}.
 */
@WebEndpoint(id = "agentperformance")
public final class AgentPerformanceEndpoint {

    private final ExecutionAnalytics analytics;
    private final Clock clock;

    /**
     * An endpoint over analytics.
     *
     * @param clock tells when the last hours end
     */
    public AgentPerformanceEndpoint(ExecutionAnalytics analytics, Clock clock) {
        this.analytics = analytics;
        this.clock = clock;
    }

    /**
     * How an agent did.
     *
     * @param agent its name, without regard to case and dashes where none is written exactly so
     * @param vaultId null for all vaults
     * @param from the first moment of its executions' begin, ISO 8601 with an offset; null for a day before now, or before {@code to}
     * @param to the first moment after their begin; null for now
     */
    @ReadOperation
    public WebEndpointResponse<String> performance(
            @Selector String agent, @Nullable String vaultId, @Nullable String from, @Nullable String to) {
        return Reply.to(() -> {
            ExecutionFilter filter = RequestValues.within(from, to, clock).withVaultId(RequestValues.text(vaultId));
            Optional<AgentPerformance> performance = analytics.agentPerformance(agent, filter);
            return performance.isPresent()
                    ? Reply.of(performance.get())
                    : Reply.problem(WebEndpointResponse.STATUS_NOT_FOUND, "There is no agent " + agent);
        });
    }
}
