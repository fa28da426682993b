// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.model;

import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a {@link ModelReply} from what a model wrote, also from within a code fence or between polite phrases. */
public final class ReplyReader {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private ReplyReader() {}

    /** The reply; empty where the text holds none. */
    public static Optional<ModelReply> read(String content) {
        int begin = content.indexOf('{');
        int end = content.lastIndexOf('}');
        if (begin < 0 || end < begin) {
            return Optional.empty();
        }
        try {
            return reply(MAPPER.readTree(content.substring(begin, end + 1)));
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }

    /** The reply as JSON. */
    static String write(ModelReply reply) {
        return MAPPER.writeValueAsString(reply);
    }

    private static Optional<ModelReply> reply(JsonNode json) {
        JsonNode answer = json.path("answer");
        if (!answer.isString() || answer.asString().isBlank()) {
            return Optional.empty();
        }
        List<String> sources = json.path("sources").values().stream()
                .filter(JsonNode::isString)
                .map(JsonNode::asString)
                .toList();
        return Optional.of(new ModelReply(answer.asString(), sources));
    }
}
