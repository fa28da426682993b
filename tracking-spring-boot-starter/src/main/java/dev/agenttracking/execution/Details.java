// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What few executions have, made when it is first needed. Safe for several threads; additions are rare beside a model's call. */
final class Details {

    final List<LlmCall> llmCalls = new CopyOnWriteArrayList<>();
    final List<Citation> citations = new CopyOnWriteArrayList<>();
    final List<CandidateDecision> decisions = new CopyOnWriteArrayList<>();

    final List<StageResponse> responses = new CopyOnWriteArrayList<>();
    volatile Findings findings = Findings.NONE;

    /** Stages whose results end later; each sees for itself whether it has. */
    final List<Runnable> laterStages = new CopyOnWriteArrayList<>();
}
