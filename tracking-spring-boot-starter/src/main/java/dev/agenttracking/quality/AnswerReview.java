// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import dev.agenttracking.execution.Evaluation;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.execution.StageRun;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has the answers of models that an execution got looked at. Calls that failed or were cancelled have none, and what only asks for
 * tools is none.
 *
 * <p><b>Threading</b>: used by the writer's thread alone.
 *
 * <p><b>Failure</b>: a check that throws costs its own row.
 */
final class AnswerReview {

    static final int MAX_EXPLANATION_CHARS = 500;

    private final ResponseChecks checks;
    private final Faults faults;

    AnswerReview(ResponseChecks checks, Faults faults) {
        this.checks = checks;
        this.faults = faults;
    }

    /** Each answer that there is and that any check applies to, in the order of the calls. */
    List<Answer> of(Execution execution) {
        if (execution.llmCalls().isEmpty() || !checks.settings().enabled() || Judging.isOwn(execution)) {
            return List.of();
        }
        List<Answer> judged = new ArrayList<>();
        for (Answer answer : answers(execution)) {
            List<Evaluation> evaluations = look(answer);
            if (!evaluations.isEmpty()) {
                judged.add(answer.with(evaluations));
            }
        }
        return judged;
    }

    /** The last answer, null where it has no words and where nobody else may get them. */
    @Nullable
    Answer last(Execution execution) {
        if (Judging.isOwn(execution)) {
            return null;
        }
        List<Answer> all = answers(execution);
        Answer last = all.isEmpty() ? null : all.get(all.size() - 1);
        return last == null
                        || EmptyCheck.isEmpty(last.response().text())
                        || isSensitive(execution, execution.llmCalls().get(last.call()))
                ? null
                : last;
    }

    private static List<Answer> answers(Execution execution) {
        List<Answer> answers = new ArrayList<>();
        int sequence = 0;
        for (LlmCall call : execution.llmCalls()) {
            LlmCall.Answer answer = call.answer();
            if (answer != null && call.isChat() && isAnswer(answer)) {
                answers.add(answer(execution, call, answer, sequence));
            }
            sequence++;
        }
        return answers;
    }

    /** Not that which only asks for tools, nor that of which the words cannot be found. */
    private static boolean isAnswer(LlmCall.Answer answer) {
        String text = answer.text();
        return answer.isComplete()
                && text != null
                && (!EmptyCheck.isEmpty(text) || answer.toolCallIds().isEmpty());
    }

    private static Answer answer(Execution execution, LlmCall call, LlmCall.Answer answer, int sequence) {
        LlmCall.Sent sent = call.sent();
        JudgedResponse response = new JudgedResponse(
                answer.text() == null ? "" : answer.text(),
                execution.method().agent(),
                execution.method().method(),
                execution.method().tags(),
                answer.model() == null ? sent.model() : answer.model(),
                Asked.prompt(sent.request()),
                Asked.isForJson(sent.request()),
                answer.finishReason(),
                answer.toolCallIds().size());
        boolean quotable = answer.response() != null && !isSensitive(execution, call);
        return new Answer(sequence, response, answer.endNanos(), quotable, List.of());
    }

    private List<Evaluation> look(Answer answer) {
        JudgedResponse response = answer.response();
        List<Evaluation> evaluations = new ArrayList<>();
        boolean empty = EmptyCheck.isEmpty(response.text());
        for (ResponseCheck check : checks.of(response.agent())) {
            CheckResult result = !empty || check instanceof EmptyCheck ? result(check, response) : null;
            if (result != null) {
                evaluations.add(new Evaluation(
                        answer.call(),
                        check.name(),
                        result.label(),
                        result.score(),
                        answer.isQuotable() ? cut(result.explanation()) : null,
                        answer.atNanos()));
            }
        }
        return List.copyOf(evaluations);
    }

    private @Nullable CheckResult result(ResponseCheck check, JudgedResponse response) {
        try {
            return check.check(response);
        } catch (Throwable fault) {
            faults.swallow("running the response check '" + check.name() + "'", fault);
            return null;
        }
    }

    private static boolean isSensitive(Execution execution, LlmCall call) {
        if (execution.method().hasSensitiveResult()) {
            return true;
        }
        for (StageRun run = call.stage(); run != null; run = run.parent()) {
            if (run.hasSensitiveResult()) {
                return true;
            }
        }
        return false;
    }

    static @Nullable String cut(@Nullable String explanation) {
        return explanation == null || explanation.length() <= MAX_EXPLANATION_CHARS
                ? explanation
                : explanation.substring(0, MAX_EXPLANATION_CHARS) + "…";
    }

    /**
     * An answer and what was found.
     *
     * @param call the position of the call
     * @param atNanos when it was there, on the monotonic clock
     * @param isQuotable whether words of it may be stored elsewhere
     */
    record Answer(int call, JudgedResponse response, long atNanos, boolean isQuotable, List<Evaluation> evaluations) {

        private Answer with(List<Evaluation> found) {
            return new Answer(call, response, atNanos, isQuotable, found);
        }
    }
}
