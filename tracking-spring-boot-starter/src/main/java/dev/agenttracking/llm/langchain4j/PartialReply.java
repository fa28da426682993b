// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.execution.LlmReply;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * As much of a streamed answer as has come, for the case that no more comes.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class PartialReply {

    private final StringBuilder text = new StringBuilder();
    private final StringBuilder thinking = new StringBuilder();
    private final List<ToolExecutionRequest> tools = new ArrayList<>();

    synchronized void text(String piece) {
        append(text, piece);
    }

    synchronized void thinking(String piece) {
        append(thinking, piece);
    }

    synchronized void tool(ToolExecutionRequest request) {
        tools.add(request);
    }

    synchronized LlmReply reply() {
        String words = text.isEmpty() ? null : text.toString();
        List<ToolExecutionRequest> asked = List.copyOf(tools);
        return new LlmReply(
                ReplyContent.content(words, null, thinking.isEmpty() ? null : thinking.toString(), asked),
                text.toString(),
                ReplyContent.ids(asked),
                null,
                null,
                null);
    }

    private static void append(StringBuilder all, String piece) {
        int free = LlmCall.MAX_TEXT_CHARS - all.length();
        all.append(piece, 0, Math.min(free, piece.length()));
    }
}
