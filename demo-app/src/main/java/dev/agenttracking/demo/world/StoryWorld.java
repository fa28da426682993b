// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.world;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The whole story, checked by {@link WorldReader}: ids are unique and every reference leads somewhere.
 *
 * @param events in the order in which they happened
 */
public record StoryWorld(
        String id,
        String title,
        String premise,
        List<StoryCharacter> characters,
        List<Place> places,
        List<TimelineEvent> events,
        List<Theme> themes,
        List<PlotThread> threads) {

    /** Copies of the lists are kept. */
    public StoryWorld {
        characters = List.copyOf(characters);
        places = List.copyOf(places);
        events = List.copyOf(events);
        themes = List.copyOf(themes);
        threads = List.copyOf(threads);
    }

    /** The person with this id, which stands in the world. */
    public StoryCharacter character(String id) {
        return byId(characters, id);
    }

    /** The place with this id, which stands in the world. */
    public Place place(String id) {
        return byId(places, id);
    }

    /** The event with this id, which stands in the world. */
    public TimelineEvent event(String id) {
        return byId(events, id);
    }

    /** Everything that has a name. */
    public Stream<Entry> entries() {
        return Stream.of(characters, places, events, themes, threads).flatMap(List::stream);
    }

    private static <E extends Entry> E byId(List<E> entries, String id) {
        Optional<E> found =
                entries.stream().filter(entry -> entry.id().equals(id)).findFirst();
        return found.orElseThrow(() -> new NoSuchElementException("nothing in the world has the id " + id));
    }
}
