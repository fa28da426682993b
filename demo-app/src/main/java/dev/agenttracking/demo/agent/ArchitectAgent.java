// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.agent;

import dev.agenttracking.Relevance;
import dev.agenttracking.demo.model.Fact;
import dev.agenttracking.demo.world.PlotThread;
import dev.agenttracking.demo.world.StoryCharacter;
import dev.agenttracking.demo.world.Theme;
import dev.agenttracking.demo.world.TimelineEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;

/** The plot: its structure and pace, the threads that are still open, the themes under them. */
@Component
class ArchitectAgent extends BaseAgent {

    private static final Vocabulary PLOT = Vocabulary.of(
            "plot*",
            "structur*",
            "pacing",
            "pace",
            "act",
            "acts",
            "scene*",
            "chapter*",
            "climax*",
            "tension",
            "stakes",
            "thread*",
            "subplot*",
            "ending*",
            "twist*",
            "foreshadow*",
            "midpoint",
            "conflict*",
            "setup",
            "payoff*",
            "outline*",
            "beat",
            "beats",
            "cliffhanger*",
            "theme*",
            "story",
            "architect*",
            "happens next",
            "turning point");

    ArchitectAgent(AgentTools tools) {
        super(tools);
    }

    @Override
    Relevance relevance(Inquiry inquiry) {
        return new Evidence()
                .words("asks about the plot:", PLOT.findIn(inquiry.words()), 0.55)
                .add("touches the thread", Inquiry.names(inquiry.mentions().threads()), 0.5)
                .add("touches the theme", Inquiry.names(inquiry.mentions().themes()), 0.3)
                .add("names the event", Inquiry.names(inquiry.mentions().events()), 0.15)
                .add("names", Inquiry.names(inquiry.mentions().characters()), 0.05)
                .decide("plot or structure");
    }

    @Override
    List<Fact> facts(Inquiry inquiry) {
        List<Fact> facts = new ArrayList<>();
        threads(inquiry, facts);
        for (Theme theme : world().themes()) {
            boolean named = inquiry.mentions().themes().contains(theme);
            facts.add(new Fact(
                    theme.kind(),
                    theme.id(),
                    "statement",
                    "Theme of " + theme.name() + ": " + theme.statement(),
                    named ? 1 : 0.4));
        }
        facts.sort(Comparator.comparingDouble(Fact::score).reversed());
        facts.add(new Fact("story", world().id(), "premise", world().premise(), 0.3));
        return facts;
    }

    private void threads(Inquiry inquiry, List<Fact> facts) {
        for (PlotThread thread : world().threads()) {
            double score = nearness(thread, inquiry);
            String state = thread.status() == PlotThread.Status.OPEN ? "Open thread, " : "Resolved thread, ";
            facts.add(new Fact(
                    thread.kind(), thread.id(), "question", state + thread.title() + ": " + thread.question(), score));
            String planted = String.join(
                    ", ",
                    thread.planted().stream()
                            .map(id -> world().event(id).title())
                            .toList());
            facts.add(new Fact(
                    thread.kind(),
                    thread.id(),
                    "planted",
                    "Planted for " + thread.title() + ": " + planted,
                    score * 0.6));
        }
    }

    private static double nearness(PlotThread thread, Inquiry inquiry) {
        boolean named = inquiry.mentions().threads().contains(thread);
        boolean person = inquiry.mentions().characters().stream()
                .map(StoryCharacter::id)
                .anyMatch(thread.characters()::contains);
        boolean event =
                inquiry.mentions().events().stream().map(TimelineEvent::id).anyMatch(thread.planted()::contains);
        if (named) {
            return 1;
        }
        double open = thread.status() == PlotThread.Status.OPEN ? 0.5 : 0.2;
        return person || event ? open + 0.3 : open;
    }

    @Override
    String role() {
        return "plot architect";
    }

    @Override
    String task() {
        return "Judge structure and pace, and say which open thread the next scene should pull.";
    }
}
