// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.execution.LlmJournal;
import dev.agenttracking.execution.LlmReply;
import dev.agenttracking.execution.LlmRequest;
import dev.agenttracking.llm.ModelPrices;
import dev.agenttracking.llm.PricedLlmCalls;
import dev.agenttracking.llm.TokenCounts;
import dev.agenttracking.testing.PlainJson;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.RecordBatch;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a tree of agents costs, by the library's own prices. */
@Tag("postgres")
class CostsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final Recordings recordings = new Recordings(Instant.parse("2026-03-01T12:00:00Z"));
    private final LlmJournal journal = recordings.recorder().llm();
    private final PostgresRecordSink sink = new PostgresRecordSink(
            database::dataSource,
            new PlainJson(),
            null,
            true,
            ContentLimits.DEFAULTS,
            Presence.of(new ServiceIdentity("shop", "1.2", "pod-7")),
            PostgresRecordSink.NETWORK_TIMEOUT);

    @Test
    void addsUpToTheCent() throws Exception {
        recordings.account(new PricedLlmCalls(ModelPrices.of(List.of(), true), null));
        recordings.run("Orchestrator", () -> {
            call("openai", "gpt-4o", null, new TokenCounts(1_000, 500, 1_500, 400, null, null));
            recordings.run("Retried", () -> {
                journal.begin(request("openai", "gpt-4o-mini", false))
                        .failed(new IllegalStateException("503"), LlmReply.NONE);
                call("openai", "gpt-4o-mini", null, TokenCounts.of(2_000, 100));
                return "";
            });
            recordings.run("Routed", () -> {
                call("openai", "router", "o4-mini-2025-04-16", new TokenCounts(1_000, 800, 1_800, null, null, 700));
                journal.begin(request("openai", "gpt-4o", true)).answered(reply("gpt-4o", null));
                return recordings.run("Cached", () -> {
                    call(
                            "anthropic",
                            "claude-sonnet-4-5-20250929",
                            null,
                            new TokenCounts(100, 50, null, 2_000, 1_000, null));
                    call("openai", "a-model-of-ours", null, TokenCounts.of(1, 1));
                    return "";
                });
            });
            return "";
        });
        sink.prepare();
        sink.write(new RecordBatch(List.copyOf(recordings.ended()), List.of(), false));

        assertThat(database.query("select e.agent_name, c.sequence, c.cost_usd, c.input_tokens, c.output_tokens"
                        + " from agent_llm_calls c join agent_executions e on e.id = c.execution_id order by 1, 2"))
                .extracting(
                        row -> row.get("agent_name"),
                        row -> row.get("sequence"),
                        row -> plain(row.get("cost_usd")),
                        row -> row.get("input_tokens"),
                        row -> row.get("output_tokens"))
                .containsExactly(
                        tuple("Cached", 0, "0.0054", 2_100L, 50L),
                        tuple("Cached", 1, null, 1L, 1L),
                        tuple("Orchestrator", 0, "0.007", 1_000L, 500L),
                        tuple("Retried", 0, null, null, null),
                        tuple("Retried", 1, "0.00036", 2_000L, 100L),
                        tuple("Routed", 0, "0.00462", 1_000L, 800L),
                        tuple("Routed", 1, null, null, null));
        assertThat(database.query("select count(*) as executions, count(distinct root_execution_id) as trees,"
                        + " sum(llm_calls) as calls, sum(llm_cost_usd) as cost, sum(llm_tokens_used) as tokens,"
                        + " (select sum(cost_usd) from agent_llm_calls) as cost_of_calls"
                        + " from agent_executions"))
                .singleElement()
                .satisfies(sums -> {
                    assertThat(sums).containsEntry("executions", 4L).containsEntry("trees", 1L);
                    assertThat(sums.get("calls")).hasToString("7");
                    assertThat(plain(sums.get("cost"))).isEqualTo("0.01738");
                    assertThat(plain(sums.get("cost_of_calls"))).isEqualTo("0.01738");
                    assertThat(sums.get("tokens")).hasToString("7552");
                });
        assertThat(database.value(
                        "select count(*) from agent_llm_calls where (cost_usd is null) <> (price_version is null)"))
                .isEqualTo(0L);
    }

    private void call(String provider, String model, @Nullable String answeredBy, TokenCounts counts) {
        journal.begin(request(provider, model, false))
                .answered(reply(answeredBy == null ? model : answeredBy, counts.usage(provider)));
    }

    private static LlmRequest request(String provider, String model, boolean streaming) {
        return new LlmRequest(LlmRequest.CHAT, provider, model, streaming, null);
    }

    private static LlmReply reply(String model, LlmCall.@Nullable Usage usage) {
        return new LlmReply(Map.of("content", "x"), "x", List.of(), "stop", model, usage);
    }

    private static @Nullable String plain(@Nullable Object number) {
        return number == null
                ? null
                : ((BigDecimal) number).stripTrailingZeros().toPlainString();
    }
}
