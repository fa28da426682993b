// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.agent;

import dev.agenttracking.demo.world.Entry;
import dev.agenttracking.demo.world.Lexicon;
import dev.agenttracking.demo.world.Mentions;
import dev.agenttracking.demo.world.Words;
import java.util.List;

/** A message, read once: its words, and what of the story it names. */
record Inquiry(String message, Words words, Mentions mentions) {

    static Inquiry of(String message, Lexicon lexicon) {
        Words words = Words.of(message);
        return new Inquiry(message, words, lexicon.find(words));
    }

    /** Whether the message is little more than names, for example {@code Maren Holt?}. */
    boolean isHardlyMoreThanNames() {
        return !words.isEmpty() && mentions.namingWords() * 2 >= words.count();
    }

    static List<String> names(List<? extends Entry> entries) {
        return entries.stream().map(Entry::name).toList();
    }
}
