// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.faults;

import dev.agenttracking.TokenUsage;
import dev.agenttracking.Tracking;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.annotation.VaultId;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Does what follows from the number of a call alone, so that {@link Facts} knows what must be stored of it. */
public class LoadAgent {

    private final LoadHelper helper;

    /** Takes what it calls now and then. */
    public LoadAgent(LoadHelper helper) {
        this.helper = helper;
    }

    /** Returns the execution's id, or throws it. */
    @TrackExecution
    public UUID answer(@VaultId String vault, long number, String text) throws MadeUpException {
        UUID id = Tracking.current().id();
        read(text);
        if (Facts.hasHelp(number)) {
            helper.help(number);
        }
        ask(text);
        for (int i = 0; i < Facts.citations(number); i++) {
            Tracking.current().cite("book", "page " + i, text, 0.5);
        }
        finish(number);
        if (Facts.fails(number)) {
            throw new MadeUpException(id);
        }
        return id;
    }

    @Stage(ExecutionStage.PRE_PROCESS)
    protected int read(String text) {
        return text.length();
    }

    @Stage(ExecutionStage.LLM_CALL)
    protected String ask(String text) {
        Tracking.current().llmRequest("made-up", text);
        Tracking.current().llmResponse("well", new TokenUsage(1, 2, 0, 0, 0));
        return "well";
    }

    @Stage(ExecutionStage.POST_PROCESS)
    protected List<String> finish(long number) {
        Tracking.current().event("info", "finishing", Map.of("number", number));
        return List.of("done");
    }

    /** How some calls end. */
    public static final class MadeUpException extends Exception {

        private static final long serialVersionUID = 1L;

        private final UUID id;

        private MadeUpException(UUID id) {
            super("made up");
            this.id = id;
        }

        UUID id() {
            return id;
        }
    }
}
