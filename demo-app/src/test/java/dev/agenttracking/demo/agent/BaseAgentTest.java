// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agenttracking.NoOpTracker;
import dev.agenttracking.Relevance;
import dev.agenttracking.demo.agent.AgentAnswer.Outcome;
import dev.agenttracking.demo.model.Fact;
import dev.agenttracking.demo.model.OfflineChatModel;
import dev.agenttracking.demo.world.Lexicon;
import dev.agenttracking.demo.world.Stories;
import dev.agenttracking.demo.world.StoryWorld;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

class BaseAgentTest {

    private final StoryWorld world = Stories.saltmarrow();

    @Test
    void answersWithTheEntriesItUsed() {
        AgentAnswer answer = psychologist(new OfflineChatModel()).run(null, null, null, "What is Maren afraid of?");

        assertThat(answer.agent()).isEqualTo("PsychologistAgent");
        assertThat(answer.outcome()).isEqualTo(Outcome.ANSWERED);
        assertThat(answer.text()).contains("Maren Holt");
        assertThat(answer.sources()).containsExactly("maren-holt");
    }

    @Test
    void declinesWithItsReason() {
        AgentAnswer answer = psychologist(new OfflineChatModel()).run("v", "c", null, "How tall is the tower?");

        assertThat(answer.outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(answer.score()).isLessThan(Evidence.THRESHOLD);
        assertThat(answer.reason()).isNotBlank();
        assertThat(answer.text()).isNull();
    }

    @Test
    void takesPlainTextForTheAnswer() {
        AgentAnswer answer = psychologist(saying("  Maren Holt fears the sea, I think. "))
                .run(null, null, null, "What is Maren afraid of?");

        assertThat(answer.text()).isEqualTo("Maren Holt fears the sea, I think.");
        assertThat(answer.sources()).containsExactly("maren-holt");
    }

    @Test
    void ignoresSourcesThatItNeverGave() {
        AgentAnswer answer = psychologist(saying("{\"answer\":\"A.\",\"sources\":[\"character:nobody/fears\"]}"))
                .run(null, null, null, "What is Maren afraid of?");

        assertThat(answer.sources()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n"})
    void failsWhenTheModelSaysNothing(String content) {
        PsychologistAgent agent = psychologist(saying(content));

        assertThatThrownBy(() -> agent.run(null, null, null, "What is Maren afraid of?"))
                .hasMessageContaining("holds no text");
    }

    @Test
    void givesEveryAgentFactsOfItsOwn() {
        AgentTools tools = tools(new OfflineChatModel());
        Inquiry inquiry = Inquiry.of("What did Silas do at Lantern Rock in the dark hour?", tools.lexicon());
        List<BaseAgent> agents = List.of(
                new PsychologistAgent(tools),
                new ArchitectAgent(tools),
                new HistorianAgent(tools),
                new GeographerAgent(tools),
                new DialogueCoach(tools),
                new ContinuityEditor(tools));

        List<List<Fact>> facts =
                agents.stream().map(agent -> agent.preProcess(inquiry)).toList();

        assertThat(facts).doesNotHaveDuplicates().allSatisfy(own -> {
            assertThat(own).isNotEmpty().hasSizeLessThanOrEqualTo(12);
            assertThat(own).extracting(Fact::label).doesNotHaveDuplicates();
        });
    }

    @Test
    void saysHonestlyThatNobodyApplies() {
        OrchestratorAgent orchestrator = new OrchestratorAgent(
                List.of(psychologist(new OfflineChatModel()), new StyleAgent()), new NoOpTracker());

        OrchestratorReply reply = orchestrator.answer(null, null, "Hello!");

        assertThat(reply.answer()).startsWith("No agent takes this as a question about the story");
        assertThat(reply.agents()).extracting(AgentAnswer::outcome).containsOnly(Outcome.SKIPPED);
        assertThat(reply.executionId()).isNull();
    }

    @Test
    void goesOnWithoutAnAgentThatFails() {
        ChatModel broken = prompt -> {
            throw new IllegalStateException("the model\nis away");
        };
        OrchestratorAgent orchestrator = new OrchestratorAgent(
                List.of(psychologist(broken), new ArchitectAgent(tools(new OfflineChatModel()))), new NoOpTracker());

        OrchestratorReply reply = orchestrator.answer(null, null, "Does the plot serve Maren's fear?");

        assertThat(reply.answer())
                .contains("PsychologistAgent could not answer: the model is away")
                .contains("ArchitectAgent: ");
        assertThat(reply.agents()).extracting(AgentAnswer::outcome).containsExactly(Outcome.FAILED, Outcome.ANSWERED);
    }

    @Test
    void goesOnWithoutAnAgentThatCannotEvenBeAsked() {
        PsychologistAgent confused = new PsychologistAgent(tools(new OfflineChatModel())) {
            @Override
            Relevance relevance(Inquiry inquiry) {
                throw new IllegalStateException("no idea");
            }
        };
        ArchitectAgent architect = new ArchitectAgent(tools(new OfflineChatModel()));

        OrchestratorReply both = new OrchestratorAgent(List.of(confused, architect), new NoOpTracker())
                .answer(null, null, "Does the plot serve Maren's fear?");
        OrchestratorReply alone =
                new OrchestratorAgent(List.of(confused), new NoOpTracker()).answer(null, null, "Maren?");

        assertThat(both.agents()).extracting(AgentAnswer::outcome).containsExactly(Outcome.ANSWERED, Outcome.FAILED);
        assertThat(both.answer()).startsWith("ArchitectAgent: ").contains("could not answer: no idea");
        assertThat(alone.agents()).extracting(AgentAnswer::outcome).containsExactly(Outcome.FAILED);
    }

    private PsychologistAgent psychologist(ChatModel model) {
        return new PsychologistAgent(tools(model));
    }

    private AgentTools tools(ChatModel model) {
        return new AgentTools(world, new Lexicon(world), model);
    }

    private static ChatModel saying(String content) {
        return prompt -> new ChatResponse(List.of(new Generation(new AssistantMessage(content))));
    }
}
