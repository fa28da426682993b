// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.world;

import java.util.List;

/**
 * What a text names.
 *
 * @param entries in the order of first mention, each once
 * @param namingWords how many words of the text belong to names
 */
public record Mentions(List<Entry> entries, int namingWords) {

    /** The persons among them. */
    public List<StoryCharacter> characters() {
        return of(StoryCharacter.class);
    }

    /** The places among them. */
    public List<Place> places() {
        return of(Place.class);
    }

    /** The events among them. */
    public List<TimelineEvent> events() {
        return of(TimelineEvent.class);
    }

    /** The themes among them. */
    public List<Theme> themes() {
        return of(Theme.class);
    }

    /** The plot's threads among them. */
    public List<PlotThread> threads() {
        return of(PlotThread.class);
    }

    private <E extends Entry> List<E> of(Class<E> kind) {
        return entries.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
