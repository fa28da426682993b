// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.world;

import com.fasterxml.jackson.annotation.Nulls;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a story from JSON, in the shape of {@link StoryWorld}.
 *
 * <p><b>Failure</b>: {@link MalformedWorldException} with everything that is wrong.
 */
public final class WorldReader {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .changeDefaultNullHandling(nulls -> nulls.withContentNulls(Nulls.FAIL))
            .build();

    private WorldReader() {}

    /**
     * Reads and checks a story.
     *
     * @param json is read to its end, and left open
     * @param source what messages call it
     */
    public static StoryWorld read(InputStream json, String source) {
        @Nullable StoryWorld world;
        try {
            world = MAPPER.readValue(json.readAllBytes(), StoryWorld.class);
        } catch (JacksonException e) {
            throw new MalformedWorldException(source, List.of(firstLine(e)), e);
        } catch (IOException e) {
            throw new MalformedWorldException(source, List.of(String.valueOf(e.getMessage())), e);
        }
        if (world == null) {
            throw new MalformedWorldException(source, List.of("it holds no story"));
        }
        List<String> problems = WorldCheck.problemsOf(world);
        if (!problems.isEmpty()) {
            throw new MalformedWorldException(source, problems);
        }
        return world;
    }

    private static String firstLine(JacksonException failure) {
        String place = failure.getLocation() == null
                ? ""
                : " (line " + failure.getLocation().getLineNr() + ")";
        return failure.getOriginalMessage().lines().findFirst().orElse("no JSON") + place;
    }
}
