// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.agent;

import dev.agenttracking.Relevance;
import dev.agenttracking.demo.model.Fact;
import dev.agenttracking.demo.world.Place;
import dev.agenttracking.demo.world.StoryCharacter;
import dev.agenttracking.demo.world.TimelineEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;

/** What happened, and when. */
@Component
class HistorianAgent extends BaseAgent {

    private static final Vocabulary HISTORY =
            Vocabulary.of("histor*", "timeline*", "chronolog*", "long ago", "what year", "which year", "century");
    private static final Vocabulary TIME = Vocabulary.of(
            "when",
            "year",
            "date",
            "dates",
            "past",
            "ago",
            "happened",
            "decade*",
            "january",
            "february",
            "march",
            "april",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december");
    private static final Vocabulary ORDER = Vocabulary.of("before", "after", "earlier", "later", "since", "until");

    HistorianAgent(AgentTools tools) {
        super(tools);
    }

    @Override
    Relevance relevance(Inquiry inquiry) {
        return new Evidence()
                .words("asks about history:", HISTORY.findIn(inquiry.words()), 0.55)
                .words("asks about a time:", TIME.findIn(inquiry.words()), 0.35)
                .words("asks for an order:", ORDER.findIn(inquiry.words()), 0.15)
                .add("names the event", Inquiry.names(inquiry.mentions().events()), 0.35)
                .add("names the year", Claims.years(inquiry), 0.4)
                .add("names", Inquiry.names(inquiry.mentions().characters()), 0.15)
                .decide("the story's past");
    }

    @Override
    List<Fact> facts(Inquiry inquiry) {
        List<Fact> facts = new ArrayList<>();
        for (TimelineEvent event : world().events()) {
            String place = world().place(event.place()).name();
            facts.add(new Fact(
                    event.kind(),
                    event.id(),
                    "summary",
                    event.when() + ", " + place + ", " + event.title() + ": " + event.summary(),
                    nearness(event, inquiry)));
        }
        facts.sort(Comparator.comparingDouble(Fact::score).reversed());
        return facts;
    }

    private static double nearness(TimelineEvent event, Inquiry inquiry) {
        if (inquiry.mentions().events().contains(event)) {
            return 1;
        }
        boolean year = inquiry.words().all().contains(Integer.toString(event.year()));
        boolean person =
                inquiry.mentions().characters().stream().map(StoryCharacter::id).anyMatch(event.characters()::contains);
        boolean place = inquiry.mentions().places().stream().map(Place::id).anyMatch(event.place()::equals);
        return 0.2 + (year ? 0.3 : 0) + (person ? 0.3 : 0) + (place ? 0.2 : 0);
    }

    @Override
    String role() {
        return "historian";
    }

    @Override
    String task() {
        return "Say what happened when, in order, with dates.";
    }
}
