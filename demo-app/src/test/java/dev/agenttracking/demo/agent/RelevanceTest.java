// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.Relevance;
import dev.agenttracking.demo.model.OfflineChatModel;
import dev.agenttracking.demo.world.Lexicon;
import dev.agenttracking.demo.world.Stories;
import dev.agenttracking.demo.world.StoryWorld;
import dev.agenttracking.demo.world.Words;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelevanceTest {

    private final StoryWorld world = Stories.saltmarrow();
    private final AgentTools tools = new AgentTools(world, new Lexicon(world), new OfflineChatModel());
    private final Map<String, BaseAgent> agents = new LinkedHashMap<>();

    RelevanceTest() {
        agents.put("psychologist", new PsychologistAgent(tools));
        agents.put("architect", new ArchitectAgent(tools));
        agents.put("historian", new HistorianAgent(tools));
        agents.put("geographer", new GeographerAgent(tools));
        agents.put("dialogue", new DialogueCoach(tools));
        agents.put("continuity", new ContinuityEditor(tools));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "What is Maren afraid of? | psychologist",
                "WHAT DRIVES FRODO TO KEEP THE RING | psychologist",
                "Who is Ines Carrow? | psychologist",
                "Maren | psychologist",
                "How should I structure the second act? | architect",
                "What is in the crate? | architect",
                "Does the pacing serve Silas' arc? | psychologist architect",
                "When did Silas vanish? | historian",
                "What happened in 1907? | historian",
                "Tell me the timeline | historian",
                "How far is it from the inn to the Kelp Caves? | geographer",
                "Where does Maren meet Jory? | geographer",
                "the lighthouse | geographer",
                "What would Maren say to Ines? | dialogue",
                "How does Corwin's voice sound? | dialogue",
                "Jory, 15 years old, climbs up | continuity",
                "Please fact check my draft | continuity",
                "The harvest dance of 1920 | historian continuity"
            })
    void namesThoseWhoseBusinessItIs(String message, String expected) {
        List<String> willing = agents.keySet().stream()
                .filter(name -> ask(name, message).respond())
                .toList();

        assertThat(willing).containsExactlyInAnyOrder(expected.split(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "?!…",
                "🙂",
                "Guten Morgen",
                "Bonjour, comment ça va?",
                "今日はいい天気ですね",
                "Hello!",
                "What is 2 + 2?"
            })
    void leavesOtherMessagesToOthers(String message) {
        assertThat(agents.keySet()).allSatisfy(name -> {
            Relevance relevance = ask(name, message);
            assertThat(relevance.respond()).isFalse();
            assertThat(relevance.score()).isLessThan(Evidence.THRESHOLD);
            assertThat(relevance.reasoning()).isNotBlank();
        });
    }

    @Test
    void givesItsReasonInTheWordsItFound() {
        Relevance relevance = ask("psychologist", "Why does Maren's guilt frighten Edda?");

        assertThat(relevance.reasoning()).contains("'guilt'", "Maren Holt, Edda Holt", "'why'");
        assertThat(relevance.score()).isEqualTo(1);
    }

    @Test
    void saysHowMuchIsMissing() {
        Relevance relevance = ask("psychologist", "Silas stands on the quay in the rain that evening");

        assertThat(relevance.respond()).isFalse();
        assertThat(relevance.reasoning()).contains("0.30 of 0.50", "Silas Thorne");
    }

    @Test
    void holdsClaimsAgainstTheNotes() {
        assertThat(ask("continuity", "Jory, 15 years old, climbs up").reasoning())
                .contains("Jory Vane is 12 years old, not 15");
        assertThat(ask("continuity", "Jory, 12 years old, climbs up").respond()).isFalse();
        assertThat(ask("continuity", "The harvest dance of 1920").reasoning()).contains("belongs to 1924, not to 1920");
        assertThat(ask("continuity", "The harvest dance of 1924").respond()).isFalse();
    }

    @Test
    void keepsScoresBetweenZeroAndOneForAnyLength() {
        String message = "fear plot when where say contradiction Maren Ines Silas ".repeat(20_000);

        assertThat(agents.keySet()).allSatisfy(name -> {
            Relevance relevance = ask(name, message);
            assertThat(relevance.score()).isBetween(0.0, 1.0);
            assertThat(relevance.reasoning()).hasSizeLessThan(1_000);
        });
    }

    @Test
    void judgesStyleByQuestionOrLength() {
        String passage = String.join(" ", Collections.nCopies(60, "rain"));

        assertThat(StyleAgent.relevance(Words.of("Is my prose too wordy?")).respond())
                .isTrue();
        assertThat(StyleAgent.relevance(Words.of(passage)).respond()).isTrue();
        assertThat(StyleAgent.relevance(Words.of(passage.substring(5))).respond())
                .isFalse();
    }

    private Relevance ask(String agent, String message) {
        return agents.get(agent).relevance(Inquiry.of(message, tools.lexicon()));
    }
}
