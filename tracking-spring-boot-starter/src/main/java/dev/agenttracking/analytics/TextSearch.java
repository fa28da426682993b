// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a text in the database, which has no index on content: from the newest execution backwards, one piece of time after
 * another, each in a transaction of its own. A piece is as long as can be looked at in a fraction of a second, by what the ones before
 * took; one that takes longer than a second is given up and tried again shorter.
 *
 * <p><b>Threading</b>: for one search by one thread.
 */
final class TextSearch {

    private static final Duration FIRST_PIECE = Duration.ofMinutes(1);
    private static final Duration SHORTEST_PIECE = Duration.ofMillis(1);
    private static final Duration PIECE_TIME_LIMIT = Duration.ofSeconds(1);
    private static final Duration QUICK = Duration.ofMillis(100);
    private static final Duration SLOW = Duration.ofMillis(400);
    private static final int FASTER = 4;
    private static final int SLOWER = 2;
    private static final int MUCH_SLOWER = 8;

    private final Database database;
    private final LongSupplier nanoTime;
    private final ExecutionFilter filter;
    private final SearchedText text;
    private final List<ExecutionSummary> found = new ArrayList<>();
    private Duration piece = FIRST_PIECE;

    /**
     * Makes a search.
     *
     * @param nanoTime the clock of its time limit
     */
    TextSearch(Database database, LongSupplier nanoTime, ExecutionFilter filter, SearchedText text) {
        this.database = database;
        this.nanoTime = nanoTime;
        this.filter = filter;
        this.text = text;
    }

    /** Looks for as long as it may; the first piece is tried however short that is. */
    FoundExecutions within(Duration timeLimit) {
        long begin = nanoTime.getAsLong();
        Span all = database.ask(this::span).orElse(null);
        if (all == null) {
            return FoundExecutions.complete(found, filter);
        }
        Instant reached = all.to();
        Duration left = timeLimit;
        do {
            reached = lookedBackFrom(reached, all.from(), left);
            if (found.size() == filter.limit()) {
                return FoundExecutions.full(found);
            }
            if (!reached.isAfter(all.from())) {
                return FoundExecutions.complete(found, filter);
            }
            left = timeLimit.minusNanos(nanoTime.getAsLong() - begin);
        } while (!left.isNegative() && !left.isZero());
        return FoundExecutions.stopped(found, reached);
    }

    /** All that there may be something in; empty where there is nothing. */
    private Optional<Span> span(Query.Runner runner) throws SQLException {
        return runner.one(
                SearchQuestions.SPAN,
                SqlAnalytics.parameters(filter, 1),
                row -> new Span(row.time("oldest"), row.time("after_newest")));
    }

    /** Looks at one piece of time; what was looked at before where that takes too long. */
    private Instant lookedBackFrom(Instant reached, Instant oldest, Duration left) {
        Instant begin = reached.minus(piece);
        Instant from = begin.isBefore(oldest) ? oldest : begin;
        long asked = nanoTime.getAsLong();
        try {
            found.addAll(database.ask(
                    runner -> runner.list(SearchQuestions.TEXT, parameters(from, reached), Rows::summary),
                    left.compareTo(PIECE_TIME_LIMIT) < 0 ? left : PIECE_TIME_LIMIT));
        } catch (TimeLimitException e) {
            piece = longer(piece.dividedBy(MUCH_SLOWER), SHORTEST_PIECE);
            return reached;
        }
        Duration took = Duration.ofNanos(nanoTime.getAsLong() - asked);
        if (took.compareTo(QUICK) < 0) {
            piece = piece.multipliedBy(FASTER);
        } else if (took.compareTo(SLOW) > 0) {
            piece = longer(piece.dividedBy(SLOWER), SHORTEST_PIECE);
        }
        return from;
    }

    private Map<String, @Nullable Object> parameters(Instant from, Instant to) {
        Map<String, @Nullable Object> parameters =
                SqlAnalytics.parameters(filter.between(from, to), filter.limit() - found.size());
        parameters.put("path", text.jsonPath());
        return parameters;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    /**
     * A span of time.
     *
     * @param from the first moment
     * @param to the first moment after it
     */
    private record Span(Instant from, Instant to) {}
}
