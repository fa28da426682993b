// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving.agents;

import dev.agenttracking.Relevance;
import dev.agenttracking.annotation.ConversationId;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.annotation.VaultId;
import jakarta.annotation.PostConstruct;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Calls its own stages through {@code this}. */
public class PoetAgent {

    private final String style;
    private boolean ready;

    @SuppressWarnings("this-escape") // on purpose
    public PoetAgent() {
        this("plain");
    }

    @SuppressWarnings("this-escape") // on purpose
    PoetAgent(String style) {
        this.style = style;
        prepare("called by the constructor: tracks nothing");
    }

    @PostConstruct
    void init() {
        ready = true;
    }

    public boolean isReady() {
        return ready;
    }

    @TrackExecution(tags = {"verse", "test"})
    public @Nullable String run(@VaultId UUID vault, @ConversationId String conversation, String theme)
            throws IOException {
        if (!this.shouldRespond(theme).respond()) {
            return null;
        }
        String prompt = prepare(theme);
        if (theme.equals("fail")) {
            throw new IOException("no ink");
        }
        return style + " " + prompt;
    }

    @Stage(ExecutionStage.SHOULD_RESPOND)
    protected Relevance shouldRespond(String theme) {
        return theme.isBlank() ? new Relevance(false, 0.1, "no theme") : new Relevance(true, 0.9, "a theme");
    }

    @Stage(ExecutionStage.LLM_PREPARE)
    String prepare(String theme) {
        return "about " + theme;
    }
}
