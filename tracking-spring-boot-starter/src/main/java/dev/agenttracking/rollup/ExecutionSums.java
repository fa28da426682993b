// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import dev.agenttracking.annotation.ExecutionStatus;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sums over executions. */
public final class ExecutionSums implements Sums<ExecutionSums> {

    static final String COUNTED = """
            count(*) filter (where e.status = 'pending') as pending_executions,
            count(*) filter (where e.status = 'running') as running_executions,
            count(*) filter (where e.status = 'llm_request') as llm_request_executions,
            count(*) filter (where e.status = 'llm_response') as llm_response_executions,
            count(*) filter (where e.status = 'success') as successful_executions,
            count(*) filter (where e.status = 'failed') as failed_executions,
            count(*) filter (where e.status = 'timeout') as timeout_executions,
            count(*) filter (where e.status = 'skipped') as skipped_executions,
            count(*) filter (where e.status = 'cancelled') as cancelled_executions,
            count(*) filter (where e.status = 'abandoned') as abandoned_executions,
            count(*) as total_executions,
            count(e.duration_ms) as timed_executions,
            coalesce(sum(e.duration_ms), 0) as sum_duration_ms,
            coalesce(sum(e.llm_calls), 0) as total_llm_calls,
            coalesce(sum(e.llm_tokens_used), 0) as total_tokens_used,
            coalesce(sum(e.llm_calls) filter (where e.llm_latency_ms is not null), 0) as timed_llm_calls,
            coalesce(sum(e.llm_latency_ms), 0) as sum_llm_latency_ms,
            sum(e.llm_cost_usd) as total_cost_usd,
            count(e.response_quality_score) as rated_responses,
            coalesce(sum(e.response_quality_score), 0) as sum_quality_score,
            count(*) filter (where e.response_quality_score > 0.9) as quality_above_90,
            count(*) filter (where e.response_quality_score between 0.7 and 0.9) as quality_70_to_90,
            count(*) filter (where e.response_quality_score >= 0.5 and e.response_quality_score < 0.7) as quality_50_to_70,
            count(*) filter (where e.response_quality_score < 0.5) as quality_below_50,
            count(*) filter (where e.response_valid) as valid_responses,
            count(*) filter (where not e.response_valid) as invalid_responses
            """;

    static final String STORED = """
            successful_executions, failed_executions, timeout_executions, skipped_executions, cancelled_executions,
            abandoned_executions, timed_executions, sum_duration_ms, duration_sketch, total_llm_calls,
            total_tokens_used, timed_llm_calls, sum_llm_latency_ms, total_cost_usd, rated_responses, sum_quality_score,
            quality_above_90, quality_70_to_90, quality_50_to_70, quality_below_50, valid_responses, invalid_responses,
            common_errors::text as common_errors
            """;

    private static final String TIMED = "timed_executions";

    private final Map<ExecutionStatus, Long> byStatus = new EnumMap<>(ExecutionStatus.class);
    private final TimeSums durations;
    private final TimeSums llmLatencies = TimeSums.withoutSketch();
    private final Map<String, Long> errors = new TreeMap<>();
    private final Quality quality = new Quality();
    private long llmCalls;
    private long tokens;
    private @Nullable BigDecimal costUsd;

    /**
     * None yet.
     *
     * @param durations none yet
     */
    ExecutionSums(TimeSums durations) {
        this.durations = durations;
    }

    /** None yet. */
    public ExecutionSums() {
        this(TimeSums.ofMany());
    }

    @Override
    public void add(ExecutionSums others) {
        others.byStatus.forEach(this::count);
        durations.add(others.durations);
        llmLatencies.add(others.llmLatencies);
        others.errors.forEach((type, count) -> errors.merge(type, count, Long::sum));
        quality.add(others.quality);
        llmCalls += others.llmCalls;
        tokens += others.tokens;
        costUsd = Costs.sum(costUsd, others.costUsd);
    }

    @Override
    public void addCounted(ResultSet row) throws SQLException {
        addCommon(row);
        for (ExecutionStatus status : ExecutionStatus.values()) {
            if (!status.isTerminal()) {
                count(status, row.getLong(column(status)));
            }
        }
        durations.addCounted(row, TIMED);
        String error = row.getString("error_type");
        if (error != null) {
            errors.merge(error, row.getLong("total_executions"), Long::sum);
        }
    }

    @Override
    public void addStored(ResultSet row) throws SQLException {
        addCommon(row);
        durations.addStored(row, TIMED);
        CommonErrors.read(row.getString("common_errors"), errors);
    }

    private void addCommon(ResultSet row) throws SQLException {
        for (ExecutionStatus status : ExecutionStatus.values()) {
            if (status.isTerminal()) {
                count(status, row.getLong(column(status)));
            }
        }
        llmLatencies.addSum(row.getLong("timed_llm_calls"), row.getDouble("sum_llm_latency_ms"));
        quality.add(row);
        llmCalls += row.getLong("total_llm_calls");
        tokens += row.getLong("total_tokens_used");
        costUsd = Costs.sum(costUsd, row.getBigDecimal("total_cost_usd"));
    }

    @Override
    public void putInto(Map<String, @Nullable Object> columns) throws SQLException {
        columns.put("total_executions", executions());
        for (ExecutionStatus status : ExecutionStatus.values()) {
            if (status.isTerminal()) {
                columns.put(column(status), count(status));
            }
        }
        columns.put(TIMED, durations.count());
        durations.putInto(columns);
        columns.put("total_llm_calls", llmCalls);
        columns.put("total_tokens_used", tokens);
        columns.put("timed_llm_calls", llmLatencies.count());
        columns.put("sum_llm_latency_ms", llmLatencies.sumMillis());
        columns.put("avg_llm_latency_ms", llmLatencies.averageMillis());
        columns.put("total_cost_usd", costUsd);
        quality.putInto(columns);
        columns.put("common_errors", CommonErrors.write(errors));
        long failed = count(ExecutionStatus.FAILED) + count(ExecutionStatus.TIMEOUT);
        columns.put("error_rate", executions() == 0 ? null : (Double) ((double) failed / executions()));
    }

    private static String column(ExecutionStatus status) {
        return (status == ExecutionStatus.SUCCESS ? "successful" : status.storedName()) + "_executions";
    }

    private void count(ExecutionStatus status, long count) {
        byStatus.merge(status, count, Long::sum);
    }

    /** How many there are. */
    public long executions() {
        return byStatus.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many stand so. */
    public long count(ExecutionStatus status) {
        return byStatus.getOrDefault(status, 0L);
    }

    /** How long those took that have a duration. */
    public TimeSums durations() {
        return durations;
    }

    /** How long calls of models took, in executions that had an answer from one. */
    public TimeSums llmLatencies() {
        return llmLatencies;
    }

    /** Calls of models. */
    public long llmCalls() {
        return llmCalls;
    }

    /** Input and output. */
    public long tokens() {
        return tokens;
    }

    /** Null where no cost is known. */
    public @Nullable BigDecimal costUsd() {
        return costUsd;
    }

    /** How answers were rated. */
    public Quality quality() {
        return quality;
    }

    /** How often each class of exception occurred; of windows that had very many, the most frequent ones. */
    public Map<String, Long> errors() {
        return errors;
    }

    /** Answers by their quality score. */
    public static final class Quality {

        private long rated;
        private double sum;
        private long above90;
        private long from70To90;
        private long from50To70;
        private long below50;
        private long valid;
        private long invalid;

        private Quality() {}

        private void add(Quality others) {
            rated += others.rated;
            sum += others.sum;
            above90 += others.above90;
            from70To90 += others.from70To90;
            from50To70 += others.from50To70;
            below50 += others.below50;
            valid += others.valid;
            invalid += others.invalid;
        }

        private void add(ResultSet row) throws SQLException {
            rated += row.getLong("rated_responses");
            sum += row.getDouble("sum_quality_score");
            above90 += row.getLong("quality_above_90");
            from70To90 += row.getLong("quality_70_to_90");
            from50To70 += row.getLong("quality_50_to_70");
            below50 += row.getLong("quality_below_50");
            valid += row.getLong("valid_responses");
            invalid += row.getLong("invalid_responses");
        }

        private void putInto(Map<String, @Nullable Object> columns) {
            columns.put("rated_responses", rated);
            columns.put("sum_quality_score", sum);
            columns.put("quality_above_90", above90);
            columns.put("quality_70_to_90", from70To90);
            columns.put("quality_50_to_70", from50To70);
            columns.put("quality_below_50", below50);
            columns.put("valid_responses", valid);
            columns.put("invalid_responses", invalid);
        }

        /** How many have a score. */
        public long rated() {
            return rated;
        }

        /** 0 to 1; null where none has a score. */
        public @Nullable Double average() {
            return rated == 0 ? null : (Double) (sum / rated);
        }

        /** Better than 0.9. */
        public long above90() {
            return above90;
        }

        /** 0.7 to 0.9. */
        public long from70To90() {
            return from70To90;
        }

        /** 0.5 to less than 0.7. */
        public long from50To70() {
            return from50To70;
        }

        /** Less than 0.5. */
        public long below50() {
            return below50;
        }

        /** Without errors. */
        public long valid() {
            return valid;
        }

        /** With errors. */
        public long invalid() {
            return invalid;
        }
    }
}
