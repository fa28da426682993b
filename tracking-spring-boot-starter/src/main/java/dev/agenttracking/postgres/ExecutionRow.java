// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.execution.CandidateDecision;
import dev.agenttracking.execution.Citation;
import dev.agenttracking.execution.Evaluation;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.execution.ResponseQuality;
import dev.agenttracking.execution.TransactionEnd;
import dev.agenttracking.execution.TransactionOutcome;
import dev.agenttracking.execution.Verdict;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An execution as its rows say it. What can still change is read once, so that the rows of a running execution agree with each
 * other: whether it has ended comes first, since what is read of an ended one is complete.
 *
 * <p><b>Threading</b>: made and used by the writer's thread.
 */
final class ExecutionRow {

    private final Execution execution;
    private final ServiceIdentity service;
    private final ContentBudget content;
    private final boolean ended;
    private final ExecutionStatus status;
    private final @Nullable FailureText failure;
    private final List<LogRow> logs;
    private final List<LlmCallRow> llmCalls;
    private final @Nullable LlmCallRow lastChat;
    private final List<ToolCallRow> toolCalls;
    private final List<Numbered<CandidateDecision>> decisions;
    private final List<Numbered<Evaluation>> evaluations;
    private final @Nullable ResponseQuality quality;
    private final List<Numbered<Citation>> citations;

    ExecutionRow(Execution execution, ServiceIdentity service, ContentBudget content) {
        this.execution = execution;
        this.service = service;
        this.content = content;
        this.ended = execution.hasEnded();
        this.status = execution.status();
        Throwable thrown = ended ? execution.failure() : null;
        this.failure = thrown == null ? null : FailureText.of(thrown);
        this.logs = LogRow.of(this);
        this.llmCalls = LlmCallRow.of(this);
        this.lastChat = lastChat(llmCalls);
        this.toolCalls = ToolCallRow.of(this);
        this.decisions = Numbered.all(this, execution.decisions());
        this.evaluations = Numbered.all(this, execution.findings().evaluations());
        this.quality = execution.findings().quality();
        this.citations = Numbered.all(this, execution.citations());
    }

    Execution execution() {
        return execution;
    }

    ServiceIdentity service() {
        return service;
    }

    ContentBudget content() {
        return content;
    }

    long idHigh() {
        return execution.idHigh();
    }

    long idLow() {
        return execution.idLow();
    }

    List<LogRow> logs() {
        return logs;
    }

    List<LlmCallRow> llmCalls() {
        return llmCalls;
    }

    List<Numbered<CandidateDecision>> decisions() {
        return decisions;
    }

    List<Numbered<Evaluation>> evaluations() {
        return evaluations;
    }

    /** How good its answer is, null where there was none to judge, or nobody has yet. */
    @Nullable
    ResponseQuality quality() {
        return quality;
    }

    List<Numbered<Citation>> citations() {
        return citations;
    }

    ExecutionStatus status() {
        return status;
    }

    @Nullable
    FailureText failure() {
        return failure;
    }

    long startMicros() {
        return TimeUnit.MILLISECONDS.toMicros(execution.startEpochMillis());
    }

    long endMicros() {
        return ended ? execution.epochMicros(execution.endNanos()) : CopyTable.NO_TIME;
    }

    double durationMillis() {
        return ended ? millis(execution.endNanos() - execution.startNanos()) : Double.NaN;
    }

    List<ToolCallRow> toolCalls() {
        return toolCalls;
    }

    /** What the execution's own columns say of its calls of models: the last that has an answer to store. */
    @Nullable
    LlmCallRow lastChat() {
        return lastChat;
    }

    /** The costs that are known, null where none is. */
    @Nullable
    BigDecimal llmCostUsd() {
        BigDecimal sum = null;
        for (LlmCallRow call : llmCalls) {
            LlmCall.Cost cost = call.cost();
            if (cost != null) {
                sum = sum == null ? cost.usd() : sum.add(cost.usd());
            }
        }
        return sum;
    }

    /** Null where no call told. */
    @Nullable
    Long llmTokens() {
        Long sum = null;
        for (LlmCallRow call : llmCalls) {
            Long tokens = call.tokens();
            if (tokens != null) {
                sum = sum == null ? tokens : (Long) (sum + tokens);
            }
        }
        return sum;
    }

    /** NaN where no call has been answered. */
    double llmLatencyMillis() {
        double sum = Double.NaN;
        for (LlmCallRow call : llmCalls) {
            double latency = call.latencyMillis();
            if (Double.isFinite(latency)) {
                sum = Double.isNaN(sum) ? latency : sum + latency;
            }
        }
        return sum;
    }

    double relevanceScore() {
        Verdict verdict = execution.verdict();
        return verdict == null ? Double.NaN : verdict.score();
    }

    @Nullable
    String relevanceReasoning() {
        Verdict verdict = execution.verdict();
        return verdict == null ? null : verdict.reasoning();
    }

    /** The innermost open or last entered stage; at failure the one that failed; {@code complete} after success. */
    @Nullable
    String currentStage() {
        if (status == ExecutionStatus.SUCCESS) {
            return "complete";
        }
        LogRow at = failure == null ? null : LogRow.innermostThatThrew(logs, failure.failure());
        if (at == null) {
            at = LogRow.innermostOpenOrLast(logs);
        }
        return at == null ? null : at.stageName();
    }

    /** How the transaction ended that the execution is of, null where it was committed, goes on, or there is none. */
    @Nullable
    String failedTransaction() {
        TransactionOutcome transaction = execution.transaction();
        TransactionEnd end = transaction == null ? null : transaction.end();
        return end == null || end == TransactionEnd.COMMITTED ? null : end.storedName();
    }

    private static @Nullable LlmCallRow lastChat(List<LlmCallRow> calls) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            if (calls.get(i).isChat()) {
                return calls.get(i);
            }
        }
        return null;
    }

    static double millis(long nanos) {
        return nanos / 1e6;
    }

    /**
     * One of several things of an execution.
     *
     * @param sequence its position, from 0
     */
    record Numbered<T>(ExecutionRow owner, T value, int sequence) {

        static <T> List<Numbered<T>> all(ExecutionRow owner, List<T> values) {
            if (values.isEmpty()) {
                return List.of();
            }
            List<Numbered<T>> numbered = new ArrayList<>();
            for (T value : values) {
                numbered.add(new Numbered<>(owner, value, numbered.size()));
            }
            return numbered;
        }
    }
}
