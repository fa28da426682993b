// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.testing;

import dev.agenttracking.writer.ContentEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Writes what is well-behaved as it is, and {@code {"@truncated": bytes}} where it is too long. */
public final class PlainJson implements ContentEncoder {

    private final JsonMapper mapper = new JsonMapper();

    @Override
    public void encode(Object value, int maxBytes, OutputStream out) throws IOException {
        byte[] json = mapper.writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
        out.write(json.length <= maxBytes ? json : mapper.writeValueAsBytes(Map.of("@truncated", json.length)));
    }
}
