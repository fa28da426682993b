// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.world;

import java.util.List;

/**
 * A person of the story.
 *
 * @param age in years, at the time of the story
 * @param arc how the person changes
 * @param voice how the person speaks
 */
public record StoryCharacter(
        String id,
        String name,
        List<String> aliases,
        String role,
        int age,
        List<String> traits,
        List<String> goals,
        List<String> fears,
        String arc,
        String voice,
        List<Relation> relations)
        implements Entry {

    /** Copies of the lists are kept. */
    public StoryCharacter {
        aliases = List.copyOf(aliases);
        traits = List.copyOf(traits);
        goals = List.copyOf(goals);
        fears = List.copyOf(fears);
        relations = List.copyOf(relations);
    }

    @Override
    public String kind() {
        return "character";
    }

    /**
     * What one person is to another.
     *
     * @param to the other's id
     * @param kind reads between the two names, for example {@code pupil of}
     */
    public record Relation(String to, String kind, String note) {}
}
