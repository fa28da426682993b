// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.agent;

import dev.agenttracking.Relevance;
import dev.agenttracking.demo.model.Fact;
import dev.agenttracking.demo.world.StoryCharacter;
import dev.agenttracking.demo.world.TimelineEvent;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Whether a message agrees with what the story has set down, also where nobody asked. */
@Component
class ContinuityEditor extends BaseAgent {

    private static final Vocabulary CHECKING = Vocabulary.of(
            "continuity",
            "consisten*",
            "inconsisten*",
            "contradict*",
            "plot hole",
            "plot holes",
            "mistake*",
            "canon",
            "fact check",
            "proofread*");
    private static final Vocabulary DOUBT =
            Vocabulary.of("check", "correct", "right", "wrong", "error*", "agree*", "possible", "really", "true");

    ContinuityEditor(AgentTools tools) {
        super(tools);
    }

    @Override
    Relevance relevance(Inquiry inquiry) {
        List<String> contradictions =
                Claims.contradictions(inquiry).stream().map(Fact::text).toList();
        return new Evidence()
                .add("contradicts the notes:", contradictions, 0.7)
                .words("asks for a check:", CHECKING.findIn(inquiry.words()), 0.55)
                .words("doubts:", DOUBT.findIn(inquiry.words()), 0.3)
                .add("names the event", Inquiry.names(inquiry.mentions().events()), 0.15)
                .add("names", Inquiry.names(inquiry.mentions().characters()), 0.1)
                .decide("contradictions");
    }

    @Override
    List<Fact> facts(Inquiry inquiry) {
        List<Fact> facts = new ArrayList<>(Claims.contradictions(inquiry));
        for (TimelineEvent event : inquiry.mentions().events()) {
            facts.add(new Fact(
                    event.kind(), event.id(), "date", "The notes date " + event.title() + " to " + event.when(), 0.9));
            facts.add(new Fact(event.kind(), event.id(), "summary", event.summary(), 0.7));
        }
        for (StoryCharacter person : inquiry.mentions().characters()) {
            facts.add(new Fact(
                    person.kind(),
                    person.id(),
                    "sheet",
                    person.name() + " is " + person.age() + ", " + person.role(),
                    0.8));
        }
        if (facts.isEmpty()) {
            facts.add(new Fact("story", world().id(), "premise", world().premise(), 0.3));
        }
        return facts;
    }

    @Override
    String role() {
        return "continuity editor";
    }

    @Override
    String task() {
        return "Name every point in which the message and the facts disagree, and what would have to change.";
    }
}
