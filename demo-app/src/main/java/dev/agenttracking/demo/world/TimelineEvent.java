// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.world;

import java.util.List;

/**
 * Something that happened. The world's list of events is in their order.
 *
 * @param when the time as the story tells it
 * @param characters ids of those involved
 * @param place the place's id
 */
public record TimelineEvent(
        String id,
        String title,
        List<String> aliases,
        int year,
        String when,
        String summary,
        List<String> characters,
        String place)
        implements Entry {

    /** Copies of the lists are kept. */
    public TimelineEvent {
        aliases = List.copyOf(aliases);
        characters = List.copyOf(characters);
    }

    @Override
    public String name() {
        return title;
    }

    @Override
    public String kind() {
        return "event";
    }
}
