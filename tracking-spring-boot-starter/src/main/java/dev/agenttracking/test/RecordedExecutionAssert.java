// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test;

import dev.agenttracking.analytics.CallChain;
import dev.agenttracking.analytics.CandidateVerdict;
import dev.agenttracking.analytics.ExecutionLog;
import dev.agenttracking.analytics.ExecutionReport;
import dev.agenttracking.analytics.ExecutionSummary;
import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.annotation.TrackedStage;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Assertions about one execution. Values are compared as they are stored, so what is {@code @Sensitive} is {@code "***"}. Messages
 * show all executions that were recorded.
 */
public final class RecordedExecutionAssert extends AbstractAssert<RecordedExecutionAssert, ExecutionReport> {

    private final RecordedExecutions recorded;

    RecordedExecutionAssert(ExecutionReport actual, RecordedExecutions recorded) {
        super(actual, RecordedExecutionAssert.class);
        this.recorded = recorded;
    }

    /** It returned. */
    public RecordedExecutionAssert succeeded() {
        return hasStatus(ExecutionStatus.SUCCESS);
    }

    /** It threw an exception. */
    public RecordedExecutionAssert failed() {
        return hasStatus(ExecutionStatus.FAILED);
    }

    /** It threw an exception of this class, or of a subclass; what wraps it does not count. */
    public RecordedExecutionAssert failedWith(Class<? extends Throwable> type) {
        failed();
        return check(
                ErrorTypes.isA(summary().errorType(), type),
                "to fail with " + type.getName(),
                summary().errorType());
    }

    /** It threw an exception of this class, or of a subclass, with this message. */
    public RecordedExecutionAssert failedWith(Class<? extends Throwable> type, String message) {
        return failedWith(type)
                .compare("to fail with the message", message, summary().errorMessage());
    }

    /** It decided not to answer. */
    public RecordedExecutionAssert skipped() {
        return hasStatus(ExecutionStatus.SKIPPED);
    }

    /** It decided not to answer, for this reason. */
    public RecordedExecutionAssert skipped(String reason) {
        return skipped().compare("to be skipped because", reason, summary().relevanceReasoning());
    }

    /** It decided not to answer, with this score and for this reason. */
    public RecordedExecutionAssert skipped(double score, String reason) {
        return skipped(reason).hasRelevance(score);
    }

    /** It ran out of time. */
    public RecordedExecutionAssert timedOut() {
        return hasStatus(ExecutionStatus.TIMEOUT);
    }

    /** Its caller no longer wanted the result. */
    public RecordedExecutionAssert cancelled() {
        return hasStatus(ExecutionStatus.CANCELLED);
    }

    /** It stands so. */
    public RecordedExecutionAssert hasStatus(ExecutionStatus expected) {
        return check(
                summary().status() == expected,
                "to be " + expected.storedName(),
                RecordedText.outcome(summary()).strip());
    }

    /** It gave itself this score. */
    public RecordedExecutionAssert hasRelevance(double score) {
        return compare("to have the relevance", score, summary().relevanceScore());
    }

    /** It is of this method of its agent. */
    public RecordedExecutionAssert isOfMethod(String name) {
        return compare("to be of the method", name, summary().agentMethod());
    }

    /** It has these tags, in any order. */
    public RecordedExecutionAssert hasTags(String... tags) {
        return check(
                summary().tags().containsAll(List.of(tags)),
                "to have the tags " + List.of(tags),
                summary().tags());
    }

    /** These stages ran and no others, inner ones included, in the order in which they began. */
    public RecordedExecutionAssert stages(String... names) {
        return check(stageNames().equals(List.of(names)), "to have the stages " + List.of(names), stageNames());
    }

    /** These stages ran and no others, inner ones included, in the order in which they began. */
    public RecordedExecutionAssert stages(TrackedStage... stages) {
        return stages(names(stages));
    }

    /** No stage ran. */
    public RecordedExecutionAssert hasNoStages() {
        return check(stageNames().isEmpty(), "to have no stages", stageNames());
    }

    /** These stages ran, among others, in any order. */
    public RecordedExecutionAssert containsStages(String... names) {
        return check(stageNames().containsAll(List.of(names)), "to contain the stages " + List.of(names), stageNames());
    }

    /** These stages ran, among others, in any order. */
    public RecordedExecutionAssert containsStages(TrackedStage... stages) {
        return containsStages(names(stages));
    }

    /** None of these stages ran. */
    public RecordedExecutionAssert doesNotContainStages(String... names) {
        return check(
                Stream.of(names).noneMatch(stageNames()::contains),
                "to have none of the stages " + List.of(names),
                stageNames());
    }

    /** The stage ran once; what follows is about it, until {@link RecordedStageAssert#execution()}. */
    public RecordedStageAssert stage(String name) {
        List<ExecutionLog> runs =
                stageRuns().stream().filter(run -> name.equals(run.stage())).toList();
        check(runs.size() == 1, "to have one run of the stage " + name, stageNames());
        return new RecordedStageAssert(runs.get(0), this);
    }

    /** The stage ran once; what follows is about it, until {@link RecordedStageAssert#execution()}. */
    public RecordedStageAssert stage(TrackedStage stage) {
        return stage(stage.stageName());
    }

    /** Its argument of this name is stored as this value would be. */
    public RecordedExecutionAssert hasInput(String parameter, @Nullable Object value) {
        JsonNode input = actual.execution().inputData();
        JsonNode stored = input == null ? null : input.get(parameter);
        JsonNode expected = StoredValue.of(value);
        return check(expected.equals(stored), "to have the input " + parameter + " = " + expected, input);
    }

    /** None of its arguments are stored. */
    public RecordedExecutionAssert hasNoInput() {
        JsonNode input = actual.execution().inputData();
        return check(input == null || input.isEmpty(), "to have no input", input);
    }

    /** Its result is stored as this value would be. */
    public RecordedExecutionAssert hasOutput(Object value) {
        JsonNode output = actual.execution().outputData();
        JsonNode expected = StoredValue.ofResult(value);
        return check(expected.equals(output), "to have the output " + expected, output);
    }

    /** No result is stored: there was none, it was null, or it is not captured. */
    public RecordedExecutionAssert hasNoOutput() {
        JsonNode output = actual.execution().outputData();
        return check(output == null, "to have no output", output);
    }

    /** It was about this vault, by its own word or its caller's. */
    public RecordedExecutionAssert inVault(Object id) {
        return compare("to be in the vault", id.toString(), summary().context().vaultId());
    }

    /** It was about this conversation, by its own word or its caller's. */
    public RecordedExecutionAssert inConversation(Object id) {
        return compare(
                "to be in the conversation", id.toString(), summary().context().conversationId());
    }

    /** It was for this user, by its own word or its caller's. */
    public RecordedExecutionAssert forUser(Object id) {
        return compare("to be for the user", id.toString(), summary().context().userId());
    }

    /** An execution of this agent called it. */
    public RecordedExecutionAssert calledBy(String agent) {
        UUID parent = summary().parentExecutionId();
        CallChain.Call caller = parent == null ? null : callOf(parent);
        return compare("to be called by", agent, caller == null ? null : caller.agentName());
    }

    /** No execution called it. */
    public RecordedExecutionAssert calledByNobody() {
        UUID parent = summary().parentExecutionId();
        CallChain.Call caller = parent == null ? null : callOf(parent);
        return check(parent == null, "to be called by nobody", caller == null ? parent : caller.agentName());
    }

    /** It was called for this reason. */
    public RecordedExecutionAssert calledBecause(String reason) {
        CallChain.Call call = callOf(summary().id());
        return compare("to be called because", reason, call == null ? null : call.callReason());
    }

    /** It called these agents itself and no others, in this order; without any, it called none. */
    public RecordedExecutionAssert calls(String... agents) {
        List<String> called = RecordedTree.callsOf(actual).stream()
                .map(call -> Objects.requireNonNullElse(call.agentName(), "(still running)"))
                .toList();
        return check(called.equals(List.of(agents)), "to call " + List.of(agents), called);
    }

    /** It made so many calls of models itself. */
    public RecordedExecutionAssert hasLlmCalls(int count) {
        return check(
                actual.llmInteractions().size() == count,
                "to make " + count + " llm calls",
                actual.llmInteractions().stream().map(RecordedText::llmCall).toList());
    }

    /** It made exactly one call of a model itself; what follows is about it, until {@link RecordedLlmCallAssert#execution()}. */
    public RecordedLlmCallAssert llmCall() {
        return hasLlmCalls(1).llmCall(0);
    }

    /**
     * It made this call of a model itself; what follows is about it, until {@link RecordedLlmCallAssert#execution()}.
     *
     * @param index from 0
     */
    public RecordedLlmCallAssert llmCall(int index) {
        check(
                index < actual.llmInteractions().size(),
                "to make more than " + index + " llm calls",
                actual.llmInteractions().size());
        return new RecordedLlmCallAssert(actual.llmInteractions().get(index), this);
    }

    /** Its own calls of models used so many tokens, input and output. */
    public RecordedExecutionAssert usedTokens(long tokens) {
        return compare("to use tokens:", tokens, summary().llm().tokensUsed());
    }

    /** It chose these agents and no others, in the order of the decisions. */
    public RecordedExecutionAssert chose(String... agents) {
        List<String> chosen = actual.decisions().stream()
                .filter(CandidateVerdict::chosen)
                .map(CandidateVerdict::agent)
                .toList();
        return check(chosen.equals(List.of(agents)), "to choose " + List.of(agents), decisions());
    }

    /** It considered this agent, and did not choose it for this reason, as a code. */
    public RecordedExecutionAssert didNotChoose(String agent, String reasonCode) {
        return check(
                actual.decisions().stream()
                        .anyMatch(decision -> !decision.chosen()
                                && decision.agent().equals(agent)
                                && reasonCode.equals(decision.reasonCode())),
                "not to choose " + agent + " (" + reasonCode + ")",
                decisions());
    }

    /** It decided nothing about other agents. */
    public RecordedExecutionAssert decidedNothing() {
        return check(actual.decisions().isEmpty(), "to decide nothing", decisions());
    }

    /** It reported this event. */
    public RecordedExecutionAssert hasEvent(String level, String message) {
        return check(
                actual.logs().stream()
                        .anyMatch(entry ->
                                entry.isEvent() && level.equals(entry.logLevel()) && message.equals(entry.message())),
                "to report " + level + " " + message,
                RecordedText.events(actual));
    }

    /** It cited these sources and no others, by their ids, in this order. */
    public RecordedExecutionAssert cites(String... sourceIds) {
        List<String> cited = actual.citations().stream()
                .map(source -> Objects.requireNonNullElse(source.sourceId(), "(no id)"))
                .toList();
        return check(cited.equals(List.of(sourceIds)), "to cite " + List.of(sourceIds), cited);
    }

    /** It is as it is declared: required stages, their order, ids, response contracts, and the application's own hooks. */
    public RecordedExecutionAssert hasNoViolations() {
        return check(StoredViolation.of(actual).isEmpty(), "to have no violations", RecordedText.violations(actual));
    }

    /**
     * It has a violation of this kind.
     *
     * @param kind for example {@code missing_stage}
     * @param part of its message
     */
    public RecordedExecutionAssert hasViolation(String kind, String part) {
        return check(
                StoredViolation.of(actual).stream()
                        .anyMatch(violation -> violation.kind().equals(kind)
                                && violation.message().contains(part)),
                "to have a violation " + kind + " with \"" + part + "\"",
                RecordedText.violations(actual));
    }

    /** Fails with what was expected, what there is instead, and what was recorded. */
    RecordedExecutionAssert check(boolean holds, String expectation, @Nullable Object instead) {
        if (!holds) {
            throw failure(
                    "%nExpected %s %s, but it is not: %s.%n%s",
                    RecordedText.name(summary()), expectation, instead, recorded);
        }
        return this;
    }

    /** The name of the stage at a position among stages and events. */
    @Nullable
    String stageAt(int sequence) {
        return actual.logs().stream()
                .filter(entry -> entry.sequence() == sequence)
                .map(ExecutionLog::stage)
                .findFirst()
                .orElse(null);
    }

    private RecordedExecutionAssert compare(String expectation, Object expected, @Nullable Object stored) {
        return check(expected.equals(stored), expectation + " " + expected, stored);
    }

    private ExecutionSummary summary() {
        return RecordedTree.summary(actual);
    }

    private List<ExecutionLog> stageRuns() {
        return actual.logs().stream().filter(entry -> !entry.isEvent()).toList();
    }

    private List<String> stageNames() {
        return stageRuns().stream()
                .map(run -> Objects.requireNonNullElse(run.stage(), ""))
                .toList();
    }

    private static String[] names(TrackedStage... stages) {
        return Arrays.stream(stages).map(TrackedStage::stageName).toArray(String[]::new);
    }

    private CallChain.@Nullable Call callOf(UUID id) {
        return actual.callChain().calls().stream()
                .filter(call -> call.executionId().equals(id))
                .findFirst()
                .orElse(null);
    }

    private List<String> decisions() {
        return actual.decisions().stream().map(RecordedText::decision).toList();
    }
}
