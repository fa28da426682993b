// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.world;

import java.util.List;

/** A place of the story, and the ways from it. */
public record Place(String id, String name, List<String> aliases, String description, String mood, List<Way> near)
        implements Entry {

    /** Copies of the lists are kept. */
    public Place {
        aliases = List.copyOf(aliases);
        near = List.copyOf(near);
    }

    @Override
    public String kind() {
        return "place";
    }

    /**
     * A way to another place.
     *
     * @param to the other place's id
     * @param by how, and how long it takes
     */
    public record Way(String to, String by) {}
}
