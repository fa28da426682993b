// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.LlmJournal;
import dev.agenttracking.execution.OpenStage;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.client.advisor.observation.AdvisorObservationContext;
import org.springframework.core.Ordered;

/** Advisors of a {@code ChatClient}: each a stage of its name, around those inside it. */
public final class ObservedAdvisor extends ObservedKind<AdvisorObservationContext> {

    /** The innermost, which do nothing but call the model. */
    private static final Set<String> TERMINAL = Set.of("call", "stream");

    private static final Object KEY = ObservedAdvisor.class;

    private final Supplier<LlmJournal> journal;

    /** Makes one; the journal is asked for when the first begins. */
    public ObservedAdvisor(Supplier<LlmJournal> journal) {
        super(AdvisorObservationContext.class);
        this.journal = journal;
    }

    @Override
    CurrentExecution.@Nullable Handle began(AdvisorObservationContext context, boolean mayRefuse) {
        if (context.getOrder() == Ordered.LOWEST_PRECEDENCE && TERMINAL.contains(context.getAdvisorName())) {
            return null;
        }
        OpenStage stage = journal.get().beginStage(context.getAdvisorName());
        if (stage == null) {
            return null;
        }
        context.put(KEY, stage);
        return stage.inside();
    }

    @Override
    void ended(AdvisorObservationContext context) {
        OpenStage stage = context.get(KEY);
        if (stage != null) {
            stage.ended(context.getError());
        }
    }
}
