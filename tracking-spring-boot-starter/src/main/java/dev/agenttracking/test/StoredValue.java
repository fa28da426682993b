// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test;

import dev.agenttracking.payload.JsonContent;
import dev.agenttracking.payload.ValueSnapshots;
import dev.agenttracking.postgres.ContentLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What would be stored of a value that a test expects. */
final class StoredValue {

    private static final int MAX_BYTES = ContentLimits.DEFAULTS.maxValueBytes();
    private static final ValueSnapshots SNAPSHOTS = new ValueSnapshots(MAX_BYTES);
    private static final JsonContent CONTENT = new JsonContent();
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private StoredValue() {}

    static JsonNode of(@Nullable Object value) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try {
            CONTENT.encode(SNAPSHOTS.of(value), MAX_BYTES, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return MAPPER.readTree(json.toByteArray());
    }

    /** The same as a result: what is no object becomes one. */
    static JsonNode ofResult(Object value) {
        JsonNode stored = of(value);
        return stored.isObject() ? stored : of(Map.of("result", value));
    }
}
