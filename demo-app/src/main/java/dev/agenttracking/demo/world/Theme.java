// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.world;

import java.util.List;

/** What the story is about beneath its plot. */
public record Theme(String id, String name, List<String> aliases, String statement) implements Entry {

    /** A copy of the list is kept. */
    public Theme {
        aliases = List.copyOf(aliases);
    }

    @Override
    public String kind() {
        return "theme";
    }
}
