// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import dev.agenttracking.annotation.ExecutionStatus;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which executions a question is about. What is null lets all through; made by the methods that begin with {@code with}, from
 * {@link #all()}.
 *
 * @param agent the agent's name
 * @param method the method's name
 * @param status where they stand
 * @param tag one of their tags
 * @param model the model that their last call went to
 * @param errorType the name of the exception's class
 * @param serviceVersion the version of the application that ran them
 * @param from the first moment of their begin
 * @param to the first moment after their begin
 * @param after only those that a list has after this place, the older ones; sums leave it out of account
 * @param limit how many at most, 1 to {@value #MAX_LIMIT}; what is beyond is brought back to that
 */
public record ExecutionFilter(
        @Nullable String agent,
        @Nullable String method,
        @Nullable ExecutionStatus status,
        @Nullable String vaultId,
        @Nullable String conversationId,
        @Nullable String userId,
        @Nullable String tag,
        @Nullable String model,
        @Nullable String errorType,
        @Nullable String serviceVersion,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable ExecutionCursor after,
        int limit) {

    /** What no answer exceeds. */
    public static final int MAX_LIMIT = 1_000;

    private static final int DEFAULT_LIMIT = 50;

    /** Ids, which begin with the moment, know none before and few after. */
    private static final Instant FIRST_MOMENT = Instant.EPOCH;

    private static final Instant LAST_MOMENT = Instant.parse("9999-12-31T23:59:59Z");
    private static final ExecutionFilter ALL = new Draft().filter();

    /** Brings the limit into its bounds. */
    public ExecutionFilter {
        limit = Math.max(1, Math.min(MAX_LIMIT, limit));
    }

    /** All executions, 50 at most. */
    public static ExecutionFilter all() {
        return ALL;
    }

    /** The same for one agent. */
    public ExecutionFilter withAgent(@Nullable String agent) {
        return with(draft -> draft.agent = agent);
    }

    /** The same for one method, of whatever agents have one of that name. */
    public ExecutionFilter withMethod(@Nullable String method) {
        return with(draft -> draft.method = method);
    }

    /** The same for one status. */
    public ExecutionFilter withStatus(@Nullable ExecutionStatus status) {
        return with(draft -> draft.status = status);
    }

    /** The same for one vault. */
    public ExecutionFilter withVaultId(@Nullable String vaultId) {
        return with(draft -> draft.vaultId = vaultId);
    }

    /** The same for one conversation. */
    public ExecutionFilter withConversationId(@Nullable String conversationId) {
        return with(draft -> draft.conversationId = conversationId);
    }

    /** The same for one user. */
    public ExecutionFilter withUserId(@Nullable String userId) {
        return with(draft -> draft.userId = userId);
    }

    /** The same for those that have a tag. */
    public ExecutionFilter withTag(@Nullable String tag) {
        return with(draft -> draft.tag = tag);
    }

    /** The same for those whose last call of a model went to this one. */
    public ExecutionFilter withModel(@Nullable String model) {
        return with(draft -> draft.model = model);
    }

    /** The same for those that ended with an exception of this class. */
    public ExecutionFilter withErrorType(@Nullable String errorType) {
        return with(draft -> draft.errorType = errorType);
    }

    /** The same for those that one version of the application ran, as the properties of its build say. */
    public ExecutionFilter withServiceVersion(@Nullable String serviceVersion) {
        return with(draft -> draft.serviceVersion = serviceVersion);
    }

    /** The same for those that began in a span of time. */
    public ExecutionFilter between(@Nullable Instant from, @Nullable Instant to) {
        return with(draft -> {
            draft.from = from;
            draft.to = to;
        });
    }

    /**
     * The next page: what a list has after the last execution of the page before. No execution comes twice and none is passed over
     * while others are stored, but for those that are stored late and belong on a page that has been read.
     *
     * <pre>{@code
     * List<ExecutionSummary> page = analytics.recentExecutions(filter);
     * List<ExecutionSummary> next = analytics.recentExecutions(filter.after(page.get(page.size() - 1).cursor()));
     * }</pre>
     *
     * @param last null for the first page
     */
    public ExecutionFilter after(@Nullable ExecutionCursor last) {
        return with(draft -> draft.after = last);
    }

    /** The same with another limit. */
    public ExecutionFilter withLimit(int limit) {
        return with(draft -> draft.limit = limit);
    }

    /** The same as tables can be asked: ids and names as they stand there, moments that anything can have begun at. */
    ExecutionFilter stored() {
        return with(draft -> {
            draft.agent = StoredId.of(agent);
            draft.method = StoredId.cleanOrNull(method);
            draft.vaultId = StoredId.of(vaultId);
            draft.conversationId = StoredId.of(conversationId);
            draft.userId = StoredId.of(userId);
            draft.tag = StoredId.cleanOrNull(tag);
            draft.model = StoredId.cleanOrNull(model);
            draft.errorType = StoredId.cleanOrNull(errorType);
            draft.serviceVersion = StoredId.of(serviceVersion);
            draft.from = possible(from);
            draft.to = possible(to);
        });
    }

    private static @Nullable Instant possible(@Nullable Instant moment) {
        if (moment == null || moment.isBefore(FIRST_MOMENT)) {
            return moment == null ? null : FIRST_MOMENT;
        }
        return moment.isAfter(LAST_MOMENT) ? LAST_MOMENT : moment;
    }

    private ExecutionFilter with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.filter();
    }

    /** A filter in the making. */
    private static final class Draft {

        private @Nullable String agent;
        private @Nullable String method;
        private @Nullable ExecutionStatus status;
        private @Nullable String vaultId;
        private @Nullable String conversationId;
        private @Nullable String userId;
        private @Nullable String tag;
        private @Nullable String model;
        private @Nullable String errorType;
        private @Nullable String serviceVersion;
        private @Nullable Instant from;
        private @Nullable Instant to;
        private @Nullable ExecutionCursor after;
        private int limit = DEFAULT_LIMIT;

        Draft() {}

        Draft(ExecutionFilter filter) {
            agent = filter.agent;
            method = filter.method;
            status = filter.status;
            vaultId = filter.vaultId;
            conversationId = filter.conversationId;
            userId = filter.userId;
            tag = filter.tag;
            model = filter.model;
            errorType = filter.errorType;
            serviceVersion = filter.serviceVersion;
            from = filter.from;
            to = filter.to;
            after = filter.after;
            limit = filter.limit;
        }

        ExecutionFilter filter() {
            return new ExecutionFilter(
                    agent,
                    method,
                    status,
                    vaultId,
                    conversationId,
                    userId,
                    tag,
                    model,
                    errorType,
                    serviceVersion,
                    from,
                    to,
                    after,
                    limit);
        }
    }
}
