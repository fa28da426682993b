// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.world;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the shape of the JSON does not guarantee: names are there and mean one thing, references lead somewhere, times go on. */
final class WorldCheck {

    private final StoryWorld world;
    private final List<String> problems = new ArrayList<>();
    private final Set<String> characters;
    private final Set<String> places;
    private final Set<String> events;

    private WorldCheck(StoryWorld world) {
        this.world = world;
        characters = ids(world.characters());
        places = ids(world.places());
        events = ids(world.events());
    }

    static List<String> problemsOf(StoryWorld world) {
        WorldCheck check = new WorldCheck(world);
        check.names();
        check.references();
        check.times();
        return List.copyOf(check.problems);
    }

    private static Set<String> ids(List<? extends Entry> entries) {
        return entries.stream().map(Entry::id).collect(Collectors.toSet());
    }

    private void names() {
        if (world.characters().isEmpty()) {
            problems.add("the story has no characters");
        }
        Set<String> ids = new HashSet<>();
        Map<List<String>, Entry> meanings = new HashMap<>();
        world.entries().forEach(entry -> {
            if (entry.id().isBlank() || Words.of(entry.name()).isEmpty()) {
                problems.add("a " + entry.kind() + " without an id or a name: '" + entry.id() + "'");
            }
            if (!ids.add(entry.kind() + ":" + entry.id())) {
                problems.add("two of kind " + entry.kind() + " have the id '" + entry.id() + "'");
            }
            for (List<String> phrase : Lexicon.phrasesOf(entry)) {
                Entry other = meanings.putIfAbsent(phrase, entry);
                if (other != null && other != entry) {
                    problems.add("'" + String.join(" ", phrase) + "' means both " + other.id() + " and " + entry.id());
                }
            }
        });
    }

    private void references() {
        for (StoryCharacter character : world.characters()) {
            character.relations().forEach(relation -> known(characters, character, relation.to()));
        }
        for (Place place : world.places()) {
            place.near().forEach(way -> known(places, place, way.to()));
        }
        for (TimelineEvent event : world.events()) {
            known(places, event, event.place());
            event.characters().forEach(id -> known(characters, event, id));
        }
        for (PlotThread thread : world.threads()) {
            thread.planted().forEach(id -> known(events, thread, id));
            thread.characters().forEach(id -> known(characters, thread, id));
        }
    }

    private void known(Set<String> ids, Entry from, String to) {
        if (!ids.contains(to)) {
            problems.add(from.kind() + " '" + from.id() + "' refers to '" + to + "', which does not exist");
        }
    }

    private void times() {
        int previous = Integer.MIN_VALUE;
        for (TimelineEvent event : world.events()) {
            if (event.year() < previous) {
                problems.add("event '" + event.id() + "' of " + event.year() + " stands after one of " + previous);
            }
            previous = event.year();
        }
    }
}
