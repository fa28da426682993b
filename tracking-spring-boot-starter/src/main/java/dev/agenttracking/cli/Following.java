// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionDetails;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.ExecutionSummary;
import dev.agenttracking.annotation.ExecutionStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Executions as they come and end: each is told when it is first seen, and once more when it ends. What is stored more than a
 * minute after its begin, and was not seen while it ran, is passed over.
 */
final class Following {

    private static final Duration LATEST = Duration.ofMinutes(1);
    private static final int MAX_ASKED = 100;

    private final ExecutionAnalytics analytics;
    private final ExecutionFilter filter;
    private final InstantSource clock;
    private final Map<UUID, Instant> told = new HashMap<>();
    private final Map<UUID, ExecutionSummary> open = new LinkedHashMap<>();
    private Instant newest;

    Following(ExecutionAnalytics analytics, ExecutionFilter filter, InstantSource clock) {
        this.analytics = analytics;
        this.filter = filter.withLimit(ExecutionFilter.MAX_LIMIT);
        this.clock = clock;
        newest = clock.instant();
    }

    /** The latest of those that are there, and all that still run. */
    List<ExecutionSummary> begin(int count) {
        List<ExecutionSummary> latest = analytics.recentExecutions(filter);
        Map<UUID, ExecutionSummary> first = new LinkedHashMap<>();
        latest.stream().limit(count).forEach(execution -> first.put(execution.id(), execution));
        latest.forEach(this::tell);
        if (!latest.isEmpty()) {
            newest = latest.get(0).startedAt();
        }
        if (filter.status() == null) {
            for (ExecutionStatus status : ExecutionStatus.values()) {
                if (!status.isTerminal()) {
                    for (ExecutionSummary running : analytics.recentExecutions(filter.withStatus(status))) {
                        tell(running);
                        first.put(running.id(), running);
                    }
                }
            }
        }
        return inOrder(first.values());
    }

    /** What has come or ended since. */
    List<ExecutionSummary> next() {
        Instant from = lookFrom();
        List<ExecutionSummary> news = new ArrayList<>();
        for (ExecutionSummary execution : analytics.recentExecutions(filter.between(from, null))) {
            if (tell(execution)) {
                news.add(execution);
            }
            newest = execution.startedAt().isAfter(newest) ? execution.startedAt() : newest;
        }
        news.addAll(endedOf(older(from)));
        told.values().removeIf(begin -> begin.isBefore(from));
        return inOrder(news);
    }

    /**
     * A while before the newest, since what began earlier may be stored later, but not before what is asked for. The newest may be
     * of a machine whose clock is ahead, or was.
     */
    private Instant lookFrom() {
        Instant now = clock.instant();
        Instant late = (newest.isAfter(now) ? now : newest).minus(LATEST);
        Instant asked = filter.from();
        return asked != null && asked.isAfter(late) ? asked : late;
    }

    /** Whether it is news. */
    private boolean tell(ExecutionSummary execution) {
        boolean wasOpen = open.containsKey(execution.id());
        boolean isNew = told.put(execution.id(), execution.startedAt()) == null && !wasOpen;
        if (!execution.status().isTerminal()) {
            open.put(execution.id(), execution);
            return isNew;
        }
        return open.remove(execution.id()) != null || isNew;
    }

    /** Those that run for so long that a look at the latest does not find them; the ones that waited longest. */
    private List<UUID> older(Instant from) {
        return open.values().stream()
                .filter(execution -> execution.startedAt().isBefore(from))
                .map(ExecutionSummary::id)
                .limit(MAX_ASKED)
                .toList();
    }

    private List<ExecutionSummary> endedOf(List<UUID> ids) {
        List<ExecutionSummary> ended = new ArrayList<>();
        for (UUID id : ids) {
            ExecutionSummary before = open.remove(id);
            Optional<ExecutionSummary> now = analytics.execution(id).map(ExecutionDetails::summary);
            if (now.isPresent() && now.get().status().isTerminal()) {
                ended.add(now.get());
            } else if (now.isPresent() && before != null) {
                open.put(id, before);
            }
        }
        return ended;
    }

    private static List<ExecutionSummary> inOrder(Collection<ExecutionSummary> executions) {
        return executions.stream()
                .sorted(Comparator.comparing(Following::moment))
                .toList();
    }

    /** When the last thing happened that is known of it. */
    static Instant moment(ExecutionSummary execution) {
        Instant end = execution.completedAt();
        return end == null ? execution.startedAt() : end;
    }
}
