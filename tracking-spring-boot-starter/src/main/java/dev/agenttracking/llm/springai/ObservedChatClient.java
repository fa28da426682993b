// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.LlmJournal;
import dev.agenttracking.execution.OpenRoot;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.client.observation.ChatClientObservationContext;
import org.springframework.ai.chat.memory.ChatMemory;

/**
 * Calls of a {@code ChatClient}: outside any execution, one root for all that it calls. What its answer says that was used is the sum
 * of its calls of models, and not counted again.
 */
public final class ObservedChatClient extends ObservedKind<ChatClientObservationContext> {

    private static final Object KEY = ObservedChatClient.class;

    private final Supplier<LlmJournal> journal;

    /** Makes one; the journal is asked for when the first begins. */
    public ObservedChatClient(Supplier<LlmJournal> journal) {
        super(ChatClientObservationContext.class);
        this.journal = journal;
    }

    @SuppressWarnings("try") // closed, that is all
    @Override
    CurrentExecution.@Nullable Handle began(ChatClientObservationContext context, boolean mayRefuse) {
        OpenRoot root = journal.get().beginRootOutside("chat_client");
        CurrentExecution.Handle inside = root == null ? CurrentExecution.capture() : root.inside();
        if (root != null) {
            context.put(KEY, root);
        }
        Object conversation = context.getRequest().context().get(ChatMemory.CONVERSATION_ID);
        if (conversation != null) {
            try (CurrentExecution.Scope scope = CurrentExecution.enterUnobserved(inside)) {
                journal.get().conversation(conversation.toString());
            }
        }
        return inside;
    }

    @Override
    void ended(ChatClientObservationContext context) {
        OpenRoot root = context.get(KEY);
        if (root != null) {
            Throwable failure = context.getError();
            root.ended(failure, failure == null && context.isStream() && context.getResponse() == null);
        }
    }
}
