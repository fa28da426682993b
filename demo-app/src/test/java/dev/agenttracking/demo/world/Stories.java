// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.world;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The bundled story, for tests. */
public final class Stories {

    private Stories() {}

    public static StoryWorld saltmarrow() {
        try (InputStream json = open()) {
            return WorldReader.read(json, "the bundled story");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static InputStream open() {
        return Stories.class.getResourceAsStream("/world/saltmarrow.json");
    }
}
