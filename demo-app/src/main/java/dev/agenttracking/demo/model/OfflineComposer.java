// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.model;

import dev.agenttracking.demo.world.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Chooses the facts that share most with the question, and sets them between two sentences that question and role decide. */
final class OfflineComposer {

    private static final int FACTS_USED = 3;
    private static final int SHORTEST_TELLING_WORD = 4;

    private static final List<String> OPENINGS = List.of(
            "As the %s I would start from the notes.",
            "Here is what a %s sees in the notes.",
            "The %s's answer rests on what the story has set down.",
            "Read with a %s's eye, the notes already hold most of an answer.");
    private static final List<String> CLOSINGS = List.of(
            "Which of these does your next scene put at risk?",
            "Decide which of them the reader should know first.",
            "If one of them had to be untrue, the story would turn there.",
            "Let the scene show one of them and keep back the rest.");
    private static final String NOTHING =
            "As the %s I find nothing in the notes about this, and I would rather say so than invent it.";

    private OfflineComposer() {}

    static ModelReply compose(OfflineQuestion question) {
        if (question.notes().isEmpty()) {
            return new ModelReply(NOTHING.formatted(question.role()), List.of());
        }
        List<OfflineQuestion.Note> chosen = chosen(question);
        int seed = (question.role() + question.question()).hashCode();
        StringBuilder answer = new StringBuilder(pick(OPENINGS, seed).formatted(question.role())).append(' ');
        for (OfflineQuestion.Note note : chosen) {
            answer.append(asSentence(note.text())).append(' ');
        }
        answer.append(pick(CLOSINGS, seed / OPENINGS.size()));
        return new ModelReply(
                answer.toString(),
                chosen.stream().map(OfflineQuestion.Note::label).toList());
    }

    private static List<OfflineQuestion.Note> chosen(OfflineQuestion question) {
        Set<String> asked = new HashSet<>(Words.of(question.question()).all());
        List<OfflineQuestion.Note> ranked = new ArrayList<>(question.notes());
        ranked.sort(Comparator.comparingLong((OfflineQuestion.Note note) -> shared(asked, note))
                .reversed());
        return List.copyOf(ranked.subList(0, Math.min(FACTS_USED, ranked.size())));
    }

    private static long shared(Set<String> asked, OfflineQuestion.Note note) {
        return Words.of(note.label() + " " + note.text()).all().stream()
                .distinct()
                .filter(word -> word.length() >= SHORTEST_TELLING_WORD && asked.contains(word))
                .count();
    }

    private static String asSentence(String text) {
        String begun = text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
        return begun.matches(".*[.?!]") ? begun : begun + ".";
    }

    private static String pick(List<String> choices, int seed) {
        return choices.get(Math.floorMod(seed, choices.size()));
    }
}
