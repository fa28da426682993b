// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.actuate;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionCursor;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.ExecutionReport;
import dev.agenttracking.analytics.ExecutionSummary;
import java.time.Clock;
import java.time.Instant;
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
    private final Clock clock;

    /**
     * An endpoint over analytics.
     *
     * @param clock tells when the last hours end
     */
    public AgentExecutionsEndpoint(ExecutionAnalytics analytics, ShownValues values, Clock clock) {
        this.analytics = analytics;
        this.values = values;
        this.clock = clock;
    }

    /**
     * Lists executions; each parameter narrows it.
     *
     * @param method the method's name; without {@code from} only the last 24 hours are looked through, as with {@code tag}, {@code
     *     model} and {@code errorType}
     * @param tag one of their tags
     * @param model the model that their last call went to
     * @param errorType the name of the exception's class
     * @param from the first moment of their begin, ISO 8601 with an offset
     * @param to the first moment after their begin
     * @param after the id of the last one of the page before
     * @param limit how many at most, 1 to {@value ExecutionFilter#MAX_LIMIT}; null for 50
     */
    @ReadOperation
    public WebEndpointResponse<String> list(
            SecurityContext asking,
            @Nullable String agent,
            @Nullable String method,
            @Nullable String status,
            @Nullable String vaultId,
            @Nullable String conversationId,
            @Nullable String userId,
            @Nullable String tag,
            @Nullable String model,
            @Nullable String errorType,
            @Nullable String from,
            @Nullable String to,
            @Nullable String after,
            @Nullable String limit) {
        return Reply.to(() -> {
            ExecutionFilter unbounded = ExecutionFilter.all()
                    .withAgent(RequestValues.text(agent))
                    .withMethod(RequestValues.text(method))
                    .withStatus(RequestValues.status(status))
                    .withVaultId(RequestValues.text(vaultId))
                    .withConversationId(RequestValues.text(conversationId))
                    .withUserId(RequestValues.text(userId))
                    .withTag(RequestValues.text(tag))
                    .withModel(RequestValues.text(model))
                    .withErrorType(RequestValues.text(errorType));
            ExecutionFilter filter = unbounded
                    .between(from(unbounded, from, to), RequestValues.moment("to", to))
                    .after(cursor(after))
                    .withLimit(RequestValues.limit(limit, unbounded.limit()));
            return Reply.of(values.of(analytics.recentExecutions(filter), asking));
        });
    }

    /** No index finds what has a method, tag, model or error, so that it is not looked for in all that there is. */
    private @Nullable Instant from(ExecutionFilter filter, @Nullable String from, @Nullable String to) {
        boolean scans =
                filter.method() != null || filter.tag() != null || filter.model() != null || filter.errorType() != null;
        return scans ? RequestValues.within(from, to, clock).from() : RequestValues.moment("from", from);
    }

    private @Nullable ExecutionCursor cursor(@Nullable String after) {
        String last = RequestValues.text(after);
        if (last == null) {
            return null;
        }
        return analytics
                .execution(RequestValues.id(last))
                .map(execution -> execution.summary().cursor())
                .orElseThrow(() -> new MalformedRequestException("There is no execution " + last + " to go on after"));
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
