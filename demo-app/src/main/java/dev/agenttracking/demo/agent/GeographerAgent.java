// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.agent;

import dev.agenttracking.Relevance;
import dev.agenttracking.demo.model.Fact;
import dev.agenttracking.demo.world.Place;
import dev.agenttracking.demo.world.StoryCharacter;
import dev.agenttracking.demo.world.TimelineEvent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** The island: its places, how they feel, and the ways between them. */
@Component
class GeographerAgent extends BaseAgent {

    private static final Vocabulary MAP = Vocabulary.of(
            "map",
            "maps",
            "distance*",
            "how far",
            "route*",
            "location*",
            "geograph*",
            "place",
            "places",
            "landscape*",
            "coast*",
            "terrain",
            "setting",
            "settings");
    private static final Vocabulary WHERE = Vocabulary.of("where", "nowhere");
    private static final Vocabulary WAYS = Vocabulary.of(
            "walk*", "travel*", "near", "nearby", "island*", "tide*", "sea", "path*", "climb*", "weather", "boat*",
            "between");

    GeographerAgent(AgentTools tools) {
        super(tools);
    }

    @Override
    Relevance relevance(Inquiry inquiry) {
        return new Evidence()
                .words("asks about the map:", MAP.findIn(inquiry.words()), 0.55)
                .words("asks", WHERE.findIn(inquiry.words()), 0.4)
                .words("speaks of ways:", WAYS.findIn(inquiry.words()), 0.15)
                .add("names the place", Inquiry.names(inquiry.mentions().places()), 0.4)
                .add("names", Inquiry.names(inquiry.mentions().characters()), 0.1)
                .when(
                        !inquiry.mentions().places().isEmpty() && inquiry.isHardlyMoreThanNames(),
                        "is hardly more than a name",
                        0.2)
                .decide("places");
    }

    @Override
    List<Fact> facts(Inquiry inquiry) {
        Set<Place> named = new LinkedHashSet<>(inquiry.mentions().places());
        Set<Place> visited = new LinkedHashSet<>();
        for (TimelineEvent event : world().events()) {
            boolean involved = inquiry.mentions().events().contains(event)
                    || inquiry.mentions().characters().stream()
                            .map(StoryCharacter::id)
                            .anyMatch(event.characters()::contains);
            if (involved) {
                visited.add(world().place(event.place()));
            }
        }
        List<Fact> facts = new ArrayList<>();
        named.forEach(place -> describe(place, 1, facts));
        visited.stream().filter(place -> !named.contains(place)).forEach(place -> describe(place, 0.6, facts));
        if (facts.isEmpty()) {
            world().places().forEach(place -> describe(place, 0.4, facts));
        }
        return facts;
    }

    private void describe(Place place, double score, List<Fact> facts) {
        facts.add(new Fact(place.kind(), place.id(), "description", place.name() + ": " + place.description(), score));
        for (Place.Way way : place.near()) {
            String there = world().place(way.to()).name();
            facts.add(new Fact(
                    place.kind(),
                    place.id(),
                    "way-" + way.to(),
                    "From " + place.name() + " to " + there + ": " + way.by(),
                    score * 0.9));
        }
        facts.add(new Fact(
                place.kind(), place.id(), "mood", "The mood of " + place.name() + ": " + place.mood(), score * 0.7));
    }

    @Override
    String role() {
        return "geographer";
    }

    @Override
    String task() {
        return "Say where things are, how they feel, and how long it takes to get there.";
    }
}
