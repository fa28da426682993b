// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What few executions have, made when it is first needed. Safe for several threads; additions are rare beside a model's call. */
final class Details {

    final List<LlmCall> llmCalls = new CopyOnWriteArrayList<>();
    final List<ToolCall> toolCalls = new CopyOnWriteArrayList<>();
    final List<Citation> citations = new CopyOnWriteArrayList<>();
    final List<CandidateDecision> decisions = new CopyOnWriteArrayList<>();

    /** How much text with a contract to keep is kept of one execution; of more there is only the length. */
    static final int MAX_RESPONSE_CHARS = 131_072;

    private volatile @Nullable ConcurrentMap<Object, Object> attachments;

    private final List<StageResponse> responses = new ArrayList<>();
    private int responseChars;
    volatile Findings findings = Findings.NONE;
    volatile @Nullable TransactionOutcome transaction;
    volatile @Nullable Observations observations;

    /** Stages whose results end later; each sees for itself whether it has. */
    final List<Runnable> laterStages = new CopyOnWriteArrayList<>();

    ConcurrentMap<Object, Object> attachments() {
        ConcurrentMap<Object, Object> present = attachments;
        if (present == null) {
            synchronized (this) {
                present = attachments == null ? new ConcurrentHashMap<>() : attachments;
                attachments = present;
            }
        }
        return present;
    }

    private int callsUnderWay;
    private boolean returnedBeforeCalls;

    /** Somebody watches a call of a model, and will tell of its end. */
    synchronized void callBegun() {
        callsUnderWay++;
    }

    /** Such a call has ended. True where it is the last, and the execution's method has returned before: then that ends too. */
    synchronized boolean callEnded() {
        callsUnderWay--;
        boolean last = callsUnderWay == 0 && returnedBeforeCalls;
        returnedBeforeCalls &= !last;
        return last;
    }

    /** The execution's method returns. True where calls of models are under way, the last of which ends the execution. */
    synchronized boolean returnsBeforeCalls() {
        returnedBeforeCalls = callsUnderWay > 0;
        return returnedBeforeCalls;
    }

    synchronized void addResponse(StageRun run, String text) {
        boolean fits = responseChars + text.length() <= MAX_RESPONSE_CHARS;
        responseChars += fits ? text.length() : 0;
        responses.add(new StageResponse(run, fits ? text : null, text.length()));
    }

    synchronized List<StageResponse> responses() {
        return List.copyOf(responses);
    }

    synchronized void releaseResponses() {
        responses.clear();
    }
}
