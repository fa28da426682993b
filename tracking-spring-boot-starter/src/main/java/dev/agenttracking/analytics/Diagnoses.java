// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import dev.agenttracking.analytics.AgentDiagnosis.Outcome;
import dev.agenttracking.analytics.AgentDiagnosis.Status;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Draws the conclusion from what is recorded about an agent. The latest outcome counts; one skip hides no later success. */
final class Diagnoses {

    private static final String DECLINED = "declined";
    private static final String ACCEPTED = "accepted";

    private Diagnoses() {}

    /**
     * The diagnosis of an agent.
     *
     * @param asked the agent's name as it was asked for
     */
    static AgentDiagnosis of(KnownAgents known, Question asked, Outcomes source) throws SQLException {
        String name = known.find(asked.agent());
        if (name == null) {
            return unknown(asked, known.nearest(asked.agent()));
        }
        Question question = new Question(name, asked.conversationId(), asked.vaultId());
        List<Outcome> outcomes = source.of(question);
        boolean scoped = asked.conversationId() != null || asked.vaultId() != null;
        Outcome elsewhere = outcomes.isEmpty() && scoped
                ? source.of(new Question(name, null, null)).stream()
                        .filter(outcome -> !outcome.isDecision())
                        .findFirst()
                        .orElse(null)
                : null;
        return of(question, outcomes, known.registration(name), elsewhere);
    }

    /**
     * The diagnosis of an agent that is known.
     *
     * @param registration what applications say of it, as far as is known
     * @param elsewhere its newest execution outside of what was asked about, null for none
     */
    private static AgentDiagnosis of(
            Question question,
            List<Outcome> outcomes,
            KnownAgents.Registration registration,
            @Nullable Outcome elsewhere) {
        Outcome outcome = latest(outcomes);
        List<Outcome> earlier =
                outcome == null ? List.of() : outcomes.subList(outcomes.indexOf(outcome) + 1, outcomes.size());
        if (outcome != null && !outcome.isChosen()) {
            Status status = statusOf(outcome);
            return question.answer(
                    status,
                    reasonOf(outcome, status),
                    message(question, outcome, status) + before(earlier, status),
                    outcomes);
        }
        String ranElsewhere = elsewhere == null
                ? before(earlier, Status.NEVER_INVOKED)
                : "; it ran elsewhere, last as execution " + elsewhere.executionId();
        boolean neverRan = elsewhere == null && outcomes.stream().allMatch(Outcome::isDecision);
        if (!registration.isBean() && neverRan) {
            return question.answer(
                    Status.NEVER_INVOKED,
                    "not_a_bean",
                    question.agent() + " is no bean of any application that has its class" + ranElsewhere
                            + "; look at its annotation, the packages that are scanned, profiles and conditions",
                    outcomes);
        }
        if (!registration.enabled()) {
            return question.answer(
                    Status.NEVER_INVOKED,
                    "disabled",
                    question.agent() + " is switched off, so nothing of it is recorded" + ranElsewhere,
                    outcomes);
        }
        return outcome == null
                ? question.answer(
                        Status.NEVER_INVOKED,
                        "never_a_candidate",
                        question.agent() + " was neither called nor considered" + question.scope() + ranElsewhere,
                        outcomes)
                : question.answer(
                        Status.NEVER_INVOKED,
                        "chosen_but_not_invoked",
                        question.agent() + chosen(outcome) + ", but no call of it is recorded" + question.scope()
                                + ranElsewhere,
                        outcomes);
    }

    /** The outcome that a diagnosis is about: the newest but for decisions that a call has followed. */
    static @Nullable Outcome latest(List<Outcome> outcomes) {
        return outcomes.stream()
                .filter(outcome -> !wasCalled(outcome, outcomes))
                .findFirst()
                .orElse(null);
    }

    /** The diagnosis of an agent that nobody knows. */
    private static AgentDiagnosis unknown(Question question, @Nullable String nearest) {
        return question.answer(
                Status.NEVER_REGISTERED,
                null,
                "There is no agent " + question.agent() + (nearest == null ? "" : "; did you mean " + nearest + "?"),
                List.of());
    }

    /**
     * Whether it is a decision for the agent after which the agent was called. Executions are stored as beginning at a full
     * millisecond, decisions at a microsecond, so what came after may look as if it came up to a millisecond before.
     */
    private static boolean wasCalled(Outcome decision, List<Outcome> outcomes) {
        Instant from = decision.at().minusMillis(1);
        return decision.isChosen()
                && outcomes.stream()
                        .anyMatch(outcome -> !outcome.isDecision()
                                && (outcome.at().isAfter(from)
                                        || decision.executionId().equals(outcome.parentExecutionId())));
    }

    private static Status statusOf(Outcome outcome) {
        if (outcome.isDecision()) {
            return DECLINED.equals(outcome.reasonCode()) ? Status.SKIPPED : Status.NOT_SELECTED;
        }
        return switch (outcome.status()) {
            case "success" -> Status.FIRED_SUCCESSFULLY;
            case "pending", "running", "llm_request", "llm_response" -> Status.RUNNING;
            default -> Status.valueOf(outcome.status().toUpperCase(Locale.ROOT));
        };
    }

    private static @Nullable String reasonOf(Outcome outcome, Status status) {
        if (outcome.isDecision()) {
            return outcome.reasonCode();
        }
        return status == Status.SKIPPED ? DECLINED : null;
    }

    private static String message(Question question, Outcome outcome, Status status) {
        String agent = question.agent();
        String because = outcome.reason() == null ? "" : ": " + outcome.reason();
        return switch (status) {
            case NOT_SELECTED -> agent + " was not chosen" + by(outcome) + because + instead(outcome);
            case SKIPPED -> agent + " did not want to answer" + because;
            case FAILED -> agent + " failed" + in(outcome) + with(outcome) + because;
            case TIMEOUT -> agent + " ran out of time" + in(outcome) + with(outcome) + because;
            case CANCELLED -> agent + " was cancelled" + in(outcome);
            case ABANDONED -> agent + " was under way when its process ended" + in(outcome);
            case RUNNING -> agent + " is still running" + in(outcome);
            case FIRED_SUCCESSFULLY -> agent + " ran and returned, execution " + outcome.executionId();
            case NEVER_INVOKED, NEVER_REGISTERED -> agent;
        };
    }

    private static String chosen(Outcome outcome) {
        return ACCEPTED.equals(outcome.reasonCode())
                ? " wanted to answer when asked" + by(outcome)
                : " was chosen" + by(outcome);
    }

    /** The one who decided may not be stored. */
    private static String by(Outcome outcome) {
        return outcome.decidedBy() == null ? "" : " by " + outcome.decidedBy();
    }

    private static String in(Outcome outcome) {
        return outcome.stage() == null ? "" : " in stage " + outcome.stage();
    }

    private static String with(Outcome outcome) {
        return outcome.errorType() == null ? "" : " with " + outcome.errorType();
    }

    private static String instead(Outcome outcome) {
        return outcome.chosenInstead().isEmpty()
                ? "; nobody was chosen"
                : "; chosen: " + String.join(", ", outcome.chosenInstead());
    }

    private static String before(List<Outcome> earlier, Status status) {
        long fired = earlier.stream()
                .filter(outcome -> !outcome.isDecision() && statusOf(outcome) == Status.FIRED_SUCCESSFULLY)
                .count();
        if (status == Status.FIRED_SUCCESSFULLY) {
            long others = occasions(earlier) - fired;
            return others == 0 ? "" : "; before that " + times(others) + " it did not";
        }
        return fired == 0 ? "" : "; before that it ran " + times(fired);
    }

    /** Its executions, and the executions that only decided against it. A question, the "no" and what a router made of it are one. */
    private static long occasions(List<Outcome> outcomes) {
        List<Outcome> executions =
                outcomes.stream().filter(outcome -> !outcome.isDecision()).toList();
        long deciders = outcomes.stream()
                .filter(outcome -> outcome.isDecision() && !outcome.isChosen())
                .map(Outcome::executionId)
                .filter(decider ->
                        executions.stream().noneMatch(execution -> decider.equals(execution.parentExecutionId())))
                .distinct()
                .count();
        return executions.size() + deciders;
    }

    private static String times(long count) {
        return count == 1 ? "once" : count + " times";
    }

    /** Where outcomes come from. */
    @FunctionalInterface
    interface Outcomes {

        /** The newest outcomes of what was asked about. */
        List<Outcome> of(Question question) throws SQLException;
    }

    /** What was asked. */
    record Question(
            String agent,
            @Nullable String conversationId,
            @Nullable String vaultId) {

        String scope() {
            return (conversationId == null ? "" : " in conversation " + conversationId)
                    + (vaultId == null ? "" : " in vault " + vaultId);
        }

        AgentDiagnosis answer(Status status, @Nullable String reason, String message, List<Outcome> outcomes) {
            return new AgentDiagnosis(agent, conversationId, vaultId, status, reason, message, List.copyOf(outcomes));
        }
    }
}
