// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.LlmInteraction;
import dev.agenttracking.analytics.ToolInvocation;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The text of {@code llm}: each call with all that was said. */
record LlmPage(List<LlmInteraction> calls, List<ToolInvocation> tools) {

    Page page(Terminal terminal) {
        Page page = new Page(terminal);
        if (calls.isEmpty()) {
            page.line("It called no model");
        }
        for (LlmInteraction call : calls) {
            if (call.sequence() > 0) {
                page.line("");
            }
            page.entry((call.sequence() + 1) + ". ", LlmCallLine.of(call), Style.STRONG);
            page.text("   ", LlmCallLine.details(call));
            request(page, call.llmRequest());
            response(page, call.llmResponse());
            tools(page, call.sequence());
        }
        tools(page, null);
        return page;
    }

    private static void request(Page page, @Nullable JsonNode request) {
        if (request == null) {
            return;
        }
        JsonNode messages = request.path("messages");
        if (!messages.isArray()) {
            page.text("   > ", JsonValue.text(request));
        }
        for (JsonNode message : messages) {
            said(page, "> " + JsonValue.text(message.path("role")), message.path("content"));
        }
        JsonNode options = request.path("options");
        if (!options.isEmpty()) {
            said(page, "> options", options);
        }
    }

    private static void response(Page page, @Nullable JsonNode response) {
        if (response == null) {
            return;
        }
        JsonNode content = response.path("content");
        said(page, "< answer", content.isMissingNode() ? response : content);
        for (JsonNode tool : response.path("tool_calls")) {
            said(page, "< tool call", tool);
        }
    }

    private static void said(Page page, String who, JsonNode what) {
        String text = JsonValue.text(what);
        if (!text.isBlank()) {
            page.entry("   ", who, Style.FAINT).text("     ", text);
        }
    }

    private void tools(Page page, @Nullable Integer llmCallSequence) {
        for (ToolInvocation tool : tools) {
            if (Objects.equals(tool.llmCallSequence(), llmCallSequence)) {
                page.entry("   ", "· " + JsonValue.of(tool), Style.FAINT).text("     ", JsonValue.text(tool.result()));
            }
        }
    }
}
