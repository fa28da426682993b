// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sums over calls of models. */
public final class LlmSums implements Sums<LlmSums> {

    static final String COUNTED = """
            count(*) as total_calls,
            count(c.error_type) as failed_calls,
            coalesce(sum(c.input_tokens), 0) as input_tokens,
            coalesce(sum(c.output_tokens), 0) as output_tokens,
            coalesce(sum(c.cache_read_tokens), 0) as cache_read_tokens,
            coalesce(sum(c.cache_write_tokens), 0) as cache_write_tokens,
            coalesce(sum(c.reasoning_tokens), 0) as reasoning_tokens,
            sum(c.cost_usd) as total_cost_usd,
            count(*) - count(c.cost_usd) as unpriced_calls,
            count(c.latency_ms) as timed_calls,
            coalesce(sum(c.latency_ms), 0) as sum_latency_ms
            """;

    static final String STORED = """
            total_calls, failed_calls, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens,
            reasoning_tokens, total_cost_usd, unpriced_calls, timed_calls, sum_latency_ms
            """;

    private final TimeSums latencies = TimeSums.withoutSketch();
    private long calls;
    private long failed;
    private long inputTokens;
    private long outputTokens;
    private long cacheReadTokens;
    private long cacheWriteTokens;
    private long reasoningTokens;
    private @Nullable BigDecimal costUsd;
    private long unpriced;

    /** None yet. */
    public LlmSums() {}

    @Override
    public void add(LlmSums others) {
        calls += others.calls;
        failed += others.failed;
        inputTokens += others.inputTokens;
        outputTokens += others.outputTokens;
        cacheReadTokens += others.cacheReadTokens;
        cacheWriteTokens += others.cacheWriteTokens;
        reasoningTokens += others.reasoningTokens;
        costUsd = Costs.sum(costUsd, others.costUsd);
        unpriced += others.unpriced;
        latencies.add(others.latencies);
    }

    @Override
    public void addCounted(ResultSet row) throws SQLException {
        calls += row.getLong("total_calls");
        failed += row.getLong("failed_calls");
        inputTokens += row.getLong("input_tokens");
        outputTokens += row.getLong("output_tokens");
        cacheReadTokens += row.getLong("cache_read_tokens");
        cacheWriteTokens += row.getLong("cache_write_tokens");
        reasoningTokens += row.getLong("reasoning_tokens");
        costUsd = Costs.sum(costUsd, row.getBigDecimal("total_cost_usd"));
        unpriced += row.getLong("unpriced_calls");
        latencies.addSum(row.getLong("timed_calls"), row.getDouble("sum_latency_ms"));
    }

    @Override
    public void addStored(ResultSet row) throws SQLException {
        addCounted(row);
    }

    @Override
    public void putInto(Map<String, @Nullable Object> columns) {
        columns.put("total_calls", calls);
        columns.put("failed_calls", failed);
        columns.put("input_tokens", inputTokens);
        columns.put("output_tokens", outputTokens);
        columns.put("cache_read_tokens", cacheReadTokens);
        columns.put("cache_write_tokens", cacheWriteTokens);
        columns.put("reasoning_tokens", reasoningTokens);
        columns.put("total_cost_usd", costUsd);
        columns.put("unpriced_calls", unpriced);
        columns.put("timed_calls", latencies.count());
        columns.put("sum_latency_ms", latencies.sumMillis());
        columns.put("avg_latency_ms", latencies.averageMillis());
    }

    /** How many there are. */
    public long calls() {
        return calls;
    }

    /** How many ended with an exception. */
    public long failed() {
        return failed;
    }

    /** Those read from a cache included. */
    public long inputTokens() {
        return inputTokens;
    }

    /** Those of reasoning included. */
    public long outputTokens() {
        return outputTokens;
    }

    /** A part of the input. */
    public long cacheReadTokens() {
        return cacheReadTokens;
    }

    /** Written to a cache. */
    public long cacheWriteTokens() {
        return cacheWriteTokens;
    }

    /** A part of the output. */
    public long reasoningTokens() {
        return reasoningTokens;
    }

    /** Null where no cost is known. */
    public @Nullable BigDecimal costUsd() {
        return costUsd;
    }

    /** How many have no known cost. */
    public long unpriced() {
        return unpriced;
    }

    /** How long calls took. */
    public TimeSums latencies() {
        return latencies;
    }
}
