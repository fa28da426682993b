// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.chat;

import dev.agenttracking.demo.agent.OrchestratorAgent;
import dev.agenttracking.demo.agent.OrchestratorReply;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** {@code POST /chat}: one message in, {@link OrchestratorReply} out. Bad input is a 400 with a problem detail. */
@RestController
class ChatController {

    /** Longer messages are refused, in characters: {@value}. */
    static final int LONGEST_MESSAGE = 100_000;

    private static final int LONGEST_ID = 200;

    private final OrchestratorAgent orchestrator;

    ChatController(OrchestratorAgent orchestrator) {
        this.orchestrator = orchestrator;
    }

    @PostMapping("/chat")
    OrchestratorReply chat(@RequestBody Message message) {
        String text = message.message();
        if (text == null || text.isBlank()) {
            throw refused("'message' is missing or empty");
        }
        if (text.length() > LONGEST_MESSAGE) {
            throw refused("'message' is longer than " + LONGEST_MESSAGE + " characters");
        }
        return orchestrator.answer(
                id("vaultId", message.vaultId()), id("conversationId", message.conversationId()), text);
    }

    private static @Nullable String id(String name, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return null;
        }
        if (value.length() > LONGEST_ID) {
            throw refused("'" + name + "' is longer than " + LONGEST_ID + " characters");
        }
        return value;
    }

    private static ResponseStatusException refused(String detail) {
        return new ResponseStatusException(HttpStatus.BAD_REQUEST, detail);
    }

    /** The body of a request. */
    record Message(
            @Nullable String message,
            @Nullable String vaultId,
            @Nullable String conversationId) {}
}
