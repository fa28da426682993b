// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.actuate;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.ExecutionReport;
import dev.agenttracking.analytics.ExecutionSummary;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * The endpoint {@code agentexecutions}. GET answers with an array of {@link ExecutionSummary}, newest first; GET {@code /{id}} with an
 * {@link ExecutionReport}. Content is hidden from those who may not see it.
 *
 * <p><b>Failure</b>: 400 for a value that cannot be read, 404 for an id that is not there, 503 where the store has no answer; each
 * with {@code {"message"}}.
 */
@WebEndpoint(id = "agentexecutions")
public final class AgentExecutionsEndpoint {

    private final ExecutionAnalytics analytics;
    private final ShownValues values;

    /** An endpoint over analytics. */
    public AgentExecutionsEndpoint(ExecutionAnalytics analytics, ShownValues values) {
        this.analytics = analytics;
        this.values = values;
    }

    /**
     * Lists executions; each parameter narrows it.
     *
     * @param from the first moment of their begin, ISO 8601 with an offset
     * @param to the first moment after their begin
     * @param limit how many at most, 1 to {@value ExecutionFilter#MAX_LIMIT}; null for 50
     */
    @ReadOperation
    public WebEndpointResponse<String> list(
            SecurityContext asking,
            @Nullable String agent,
            @Nullable String status,
            @Nullable String vaultId,
            @Nullable String conversationId,
            @Nullable String userId,
            @Nullable String from,
            @Nullable String to,
            @Nullable String limit) {
        return Reply.to(() -> {
            ExecutionFilter all = ExecutionFilter.all();
            ExecutionFilter filter = all.withAgent(RequestValues.text(agent))
                    .withStatus(RequestValues.status(status))
                    .withVaultId(RequestValues.text(vaultId))
                    .withConversationId(RequestValues.text(conversationId))
                    .withUserId(RequestValues.text(userId))
                    .between(RequestValues.moment("from", from), RequestValues.moment("to", to))
                    .withLimit(RequestValues.limit(limit, all.limit()));
            return Reply.of(values.of(analytics.recentExecutions(filter), asking));
        });
    }

    /** All about one execution. */
    @ReadOperation
    public WebEndpointResponse<String> execution(@Selector String id, SecurityContext asking) {
        return Reply.to(() -> {
            UUID asked = RequestValues.id(id);
            Optional<ExecutionReport> report = analytics.report(asked);
            return report.isPresent()
                    ? Reply.of(values.of(report.get(), asking))
                    : Reply.problem(WebEndpointResponse.STATUS_NOT_FOUND, "There is no execution " + asked);
        });
    }
}
