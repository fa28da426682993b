// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import dev.agenttracking.analytics.TrackingStatistics.AgentStatistics;
import dev.agenttracking.analytics.TrackingStatistics.Durations;
import dev.agenttracking.analytics.TrackingStatistics.ErrorCount;
import dev.agenttracking.analytics.TrackingStatistics.Quality;
import dev.agenttracking.analytics.TrackingStatistics.Totals;
import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.rollup.ExecutionKey;
import dev.agenttracking.rollup.ExecutionSums;
import dev.agenttracking.rollup.Rollup;
import dev.agenttracking.rollup.StageKey;
import dev.agenttracking.rollup.StageSums;
import dev.agenttracking.rollup.TimeSums;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The answers that sums become. */
final class RollupAnswers {

    private static final int MAX_COMMON = 10;

    private RollupAnswers() {}

    static TrackingStatistics statistics(RollupReader reader, ExecutionFilter filter) throws SQLException {
        ExecutionSums all = new ExecutionSums();
        List<AgentStatistics> agents = new ArrayList<>();
        for (Map.Entry<ExecutionKey, ExecutionSums> agent :
                reader.sums(Rollup.EXECUTIONS).entrySet()) {
            all.add(agent.getValue());
            agents.add(
                    new AgentStatistics(agent.getKey().agent(), totals(agent.getValue()), quality(agent.getValue())));
        }
        agents.sort(
                Comparator.comparing((AgentStatistics agent) -> -agent.totals().executions())
                        .thenComparing(AgentStatistics::agentName));
        return new TrackingStatistics(
                filter.from(),
                filter.to(),
                filter.vaultId(),
                totals(all),
                quality(all),
                List.copyOf(agents.subList(0, Math.min(agents.size(), SqlAnalytics.MAX_AGENTS))),
                errors(all));
    }

    static AgentPerformance performance(RollupReader reader, String agent, ExecutionFilter filter) throws SQLException {
        ExecutionSums sums = total(reader);
        return AgentPerformance.of(
                agent, filter, totals(sums), sums.llmLatencies().averageMillis(), quality(sums), errors(sums));
    }

    static ResponseQualityReport responseQuality(RollupReader reader, ExecutionFilter filter, CommonFindings common)
            throws SQLException {
        ExecutionSums sums = total(reader);
        return new ResponseQualityReport(
                filter.from(),
                filter.to(),
                filter.vaultId(),
                quality(sums),
                sums.quality().valid(),
                sums.quality().invalid(),
                common.errors(),
                common.warnings());
    }

    /** All agents together. */
    private static ExecutionSums total(RollupReader reader) throws SQLException {
        ExecutionSums total = new ExecutionSums();
        reader.sums(Rollup.EXECUTIONS).values().forEach(total::add);
        return total;
    }

    private static Totals totals(ExecutionSums sums) {
        Map<String, Long> byStatus = new LinkedHashMap<>();
        for (ExecutionStatus status : ExecutionStatus.values()) {
            if (sums.count(status) > 0) {
                byStatus.put(status.storedName(), sums.count(status));
            }
        }
        return new Totals(
                sums.executions(),
                byStatus,
                durations(sums.durations()),
                sums.llmCalls(),
                sums.tokens(),
                sums.costUsd());
    }

    private static Durations durations(TimeSums sums) {
        return new Durations(
                sums.averageMillis(),
                sums.percentileMillis(0.5),
                sums.percentileMillis(0.95),
                sums.percentileMillis(0.99));
    }

    private static Quality quality(ExecutionSums sums) {
        ExecutionSums.Quality quality = sums.quality();
        return new Quality(
                quality.rated(),
                quality.average(),
                quality.above90(),
                quality.from70To90(),
                quality.from50To70(),
                quality.below50());
    }

    private static List<ErrorCount> errors(ExecutionSums sums) {
        return sums.errors().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(MAX_COMMON)
                .map(error -> new ErrorCount(error.getKey(), error.getValue()))
                .toList();
    }

    static List<StageStatistics> stages(RollupReader reader) throws SQLException {
        Map<StageKey, StageSums> stages = reader.sums(Rollup.STAGES);
        Map<String, Double> millisOfAgent = new HashMap<>();
        stages.forEach(
                (key, sums) -> millisOfAgent.merge(key.agent(), sums.durations().sumMillis(), Double::sum));
        return stages.entrySet().stream()
                .map(stage -> new StageStatistics(
                        stage.getKey().agent(),
                        stage.getKey().stage(),
                        stage.getValue().runs(),
                        stage.getValue().failed(),
                        stage.getValue().durations().sumMillis(),
                        StageStatistics.share(
                                stage.getValue().durations().sumMillis(),
                                millisOfAgent.getOrDefault(stage.getKey().agent(), 0.0)),
                        durations(stage.getValue().durations())))
                .sorted(StageStatistics.ORDER)
                .limit(ExecutionFilter.MAX_LIMIT)
                .toList();
    }
}
