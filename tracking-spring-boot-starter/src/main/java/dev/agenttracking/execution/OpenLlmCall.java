// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import org.jspecify.annotations.Nullable;

/**
 * A call of a model under way. It ends once: with an answer, a failure, or because its caller gives up; what comes later is
 * ignored.
 *
 * <p><b>Threading</b>: thread-safe.
 *
 * <p><b>Failure</b>: throws nothing.
 */
public final class OpenLlmCall {

    private final LlmJournal journal;
    private final Execution execution;
    private final LlmCall call;
    private final @Nullable OpenRoot root;

    OpenLlmCall(LlmJournal journal, Execution execution, LlmCall call, @Nullable OpenRoot root) {
        this.journal = journal;
        this.execution = execution;
        this.call = call;
        this.root = root;
    }

    /** What a thread is in that works for this call. */
    public CurrentExecution.Handle inside() {
        return CurrentExecution.inside(execution, StageRun.openOrOuter(call.stage()));
    }

    /** Somebody knows better what is sent. What the agent told by hand stays. */
    public void requested(LlmRequest known) {
        try {
            LlmCall.Sent before = call.sent();
            boolean told = call.isToldByHand();
            call.sent(new LlmCall.Sent(
                    known.operation(),
                    known.provider() == null ? before.provider() : known.provider(),
                    told || known.model() == null ? before.model() : known.model(),
                    before.streaming() || known.streaming(),
                    told || known.content() == null ? before.request() : journal.captured(execution, known.content()),
                    before.observed() || known.observed()));
        } catch (Throwable fault) {
            journal.faults().swallow("recording an LLM request", fault);
        }
    }

    /** A piece of a streamed answer has come. */
    public void chunk() {
        try {
            call.chunk(journal.recorder().nanos());
        } catch (Throwable fault) {
            journal.faults().swallow("recording a piece of an answer", fault);
        }
    }

    /** Whether it has ended. */
    public boolean hasEnded() {
        return call.answer() != null;
    }

    /** The model has answered. */
    public void answered(LlmReply reply) {
        end(reply, false, null);
    }

    /**
     * There is no answer.
     *
     * @param reply as much of one as came before
     */
    public void failed(Throwable failure, LlmReply reply) {
        end(reply, false, failure);
    }

    /**
     * The caller does not wait for the rest of the answer.
     *
     * @param reply as much of it as came before
     */
    public void cancelled(LlmReply reply) {
        end(reply, true, null);
    }

    private void end(LlmReply reply, boolean cancelled, @Nullable Throwable failure) {
        try {
            journal.end(execution, call, reply, cancelled, failure);
        } catch (Throwable fault) {
            journal.faults().swallow("recording an LLM response", fault);
        }
        if (root != null) {
            root.ended(failure, cancelled);
        }
    }
}
