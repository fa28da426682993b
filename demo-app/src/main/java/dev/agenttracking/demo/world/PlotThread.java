// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.world;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A question that the plot raises.
 *
 * @param planted ids of the events that raise it
 * @param characters ids of those involved
 */
public record PlotThread(
        String id,
        String title,
        List<String> aliases,
        Status status,
        String question,
        List<String> planted,
        List<String> characters)
        implements Entry {

    /** Copies of the lists are kept. */
    public PlotThread {
        aliases = List.copyOf(aliases);
        planted = List.copyOf(planted);
        characters = List.copyOf(characters);
    }

    @Override
    public String name() {
        return title;
    }

    @Override
    public String kind() {
        return "thread";
    }

    /** Whether the story has answered the question. */
    public enum Status {
        @JsonProperty("open")
        OPEN,
        @JsonProperty("resolved")
        RESOLVED
    }
}
