// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.agent;

import dev.agenttracking.Relevance;
import dev.agenttracking.demo.model.Fact;
import dev.agenttracking.demo.world.StoryCharacter;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** The inner life of the characters: what they want and fear, and how they change. */
@Component
class PsychologistAgent extends BaseAgent {

    private static final int WHOLE_CAST = 4;

    private static final Vocabulary INNER_LIFE = Vocabulary.of(
            "feel*",
            "felt",
            "emotion*",
            "fear*",
            "afraid",
            "scared",
            "want",
            "wants",
            "wanted",
            "motiv*",
            "desire*",
            "love",
            "loves",
            "loved",
            "hate*",
            "grie*",
            "guilt*",
            "trust*",
            "lonel*",
            "asham*",
            "shame",
            "pride",
            "proud",
            "jealous*",
            "character",
            "characters",
            "personalit*",
            "trait*",
            "psycholog*",
            "inner",
            "arc",
            "arcs",
            "heart",
            "secretly",
            "hope*",
            "trauma*",
            "drives",
            "drove");
    private static final Vocabulary CURIOSITY = Vocabulary.of("why", "who", "whose", "about", "become*", "change*");

    PsychologistAgent(AgentTools tools) {
        super(tools);
    }

    @Override
    Relevance relevance(Inquiry inquiry) {
        List<String> names = Inquiry.names(inquiry.mentions().characters());
        return new Evidence()
                .words("asks about the inner life:", INNER_LIFE.findIn(inquiry.words()), 0.55)
                .add("names", names, 0.3)
                .words("wants to know", CURIOSITY.findIn(inquiry.words()), 0.2)
                .when(!names.isEmpty() && inquiry.isHardlyMoreThanNames(), "is hardly more than a name", 0.25)
                .decide("what goes on in a character");
    }

    @Override
    List<Fact> facts(Inquiry inquiry) {
        List<StoryCharacter> named = inquiry.mentions().characters();
        List<StoryCharacter> cast = named.isEmpty()
                ? world().characters()
                        .subList(0, Math.min(WHOLE_CAST, world().characters().size()))
                : named;
        double score = named.isEmpty() ? 0.5 : 1;
        List<Fact> facts = new ArrayList<>();
        for (StoryCharacter person : cast) {
            facts.add(fact(person, "fears", person.name() + " fears " + join(person.fears()), score));
            facts.add(fact(person, "goals", person.name() + " wants to " + join(person.goals()), score));
            facts.add(fact(person, "arc", person.name() + ": " + person.arc(), score));
            facts.add(fact(
                    person,
                    "traits",
                    person.name() + ", " + person.role() + ", is " + join(person.traits()),
                    score * 0.8));
        }
        for (StoryCharacter person : named) {
            for (StoryCharacter.Relation relation : person.relations()) {
                String other = world().character(relation.to()).name();
                facts.add(fact(
                        person,
                        "relation-" + relation.to(),
                        person.name() + " is " + relation.kind() + " " + other + ": " + relation.note(),
                        0.7));
            }
        }
        return facts;
    }

    @Override
    String role() {
        return "psychologist";
    }

    @Override
    String task() {
        return "Explain what moves the characters: their goals, fears and bonds, and how they change.";
    }

    private static Fact fact(StoryCharacter person, String aspect, String text, double score) {
        return new Fact(person.kind(), person.id(), aspect, text, score);
    }

    private static String join(List<String> parts) {
        return String.join(", and ", parts);
    }
}
