// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.agent;

import dev.agenttracking.Relevance;
import dev.agenttracking.demo.model.Fact;
import dev.agenttracking.demo.world.StoryCharacter;
import dev.agenttracking.demo.world.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** How the characters speak, alone and to each other. */
@Component
class DialogueCoach extends BaseAgent {

    private static final int SHORTEST_SPEECH = 3;
    private static final int EXAMPLES = 4;

    private static final Vocabulary SPEECH = Vocabulary.of(
            "dialog*", "monolog*", "voice*", "conversation*", "banter", "accent*", "tone", "speech", "speeches");
    private static final Vocabulary SPEAKING = Vocabulary.of(
            "say",
            "says",
            "said",
            "tell",
            "tells",
            "speak*",
            "talk*",
            "argue*",
            "ask",
            "asks",
            "answer*",
            "whisper*",
            "reply",
            "replies",
            "confront*");
    private static final Pattern QUOTED =
            Pattern.compile("[\"\u201c\u201e\u00ab]([^\"\u201d\u00bb]{1,2000})[\"\u201d\u00bb]");

    DialogueCoach(AgentTools tools) {
        super(tools);
    }

    @Override
    Relevance relevance(Inquiry inquiry) {
        boolean quotes = QUOTED.matcher(inquiry.message())
                .results()
                .anyMatch(match -> Words.of(match.group(1)).count() >= SHORTEST_SPEECH);
        return new Evidence()
                .words("asks about speech:", SPEECH.findIn(inquiry.words()), 0.55)
                .words("lets somebody", SPEAKING.findIn(inquiry.words()), 0.3)
                .when(quotes, "quotes a speech", 0.35)
                .add("names", Inquiry.names(inquiry.mentions().characters()), 0.2)
                .decide("how somebody speaks");
    }

    @Override
    List<Fact> facts(Inquiry inquiry) {
        List<StoryCharacter> named = inquiry.mentions().characters();
        List<StoryCharacter> speakers = named.isEmpty()
                ? world().characters()
                        .subList(0, Math.min(EXAMPLES, world().characters().size()))
                : named;
        double score = named.isEmpty() ? 0.4 : 1;
        List<Fact> facts = new ArrayList<>();
        for (StoryCharacter speaker : speakers) {
            facts.add(new Fact(
                    speaker.kind(),
                    speaker.id(),
                    "voice",
                    "The voice of " + speaker.name() + ": " + speaker.voice(),
                    score));
        }
        for (StoryCharacter speaker : named) {
            for (StoryCharacter.Relation relation : speaker.relations()) {
                StoryCharacter other = world().character(relation.to());
                facts.add(new Fact(
                        speaker.kind(),
                        speaker.id(),
                        "relation-" + other.id(),
                        speaker.name() + " speaks to " + other.name() + " as the one who is " + relation.kind()
                                + " them: " + relation.note(),
                        named.contains(other) ? 0.9 : 0.4));
            }
        }
        return facts;
    }

    @Override
    String role() {
        return "dialogue coach";
    }

    @Override
    String task() {
        return "Say how each speaker sounds and what each leaves unsaid; give a line or two as an example.";
    }
}
