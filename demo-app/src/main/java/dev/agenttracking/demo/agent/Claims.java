// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.agent;

import dev.agenttracking.demo.model.Fact;
import dev.agenttracking.demo.world.StoryCharacter;
import dev.agenttracking.demo.world.TimelineEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** What a message claims about years and ages, held against the notes. */
final class Claims {

    private Claims() {}

    /** One fact for each disagreement. */
    static List<Fact> contradictions(Inquiry inquiry) {
        List<Fact> found = new ArrayList<>();
        contradictedYear(inquiry, found);
        contradictedAge(inquiry, found);
        return found;
    }

    /** The words that are years. */
    static List<String> years(Inquiry inquiry) {
        return inquiry.words().all().stream()
                .filter(word -> word.matches("1[5-9]\\d\\d|20\\d\\d"))
                .distinct()
                .toList();
    }

    /** A year stands for the one event of the message; with several events it is not clear which is meant. */
    private static void contradictedYear(Inquiry inquiry, List<Fact> found) {
        List<TimelineEvent> events = inquiry.mentions().events();
        List<String> years = years(inquiry);
        if (events.size() != 1 || years.size() != 1) {
            return;
        }
        TimelineEvent event = events.get(0);
        int claimed = Integer.parseInt(years.get(0));
        if (claimed != event.year()) {
            found.add(new Fact(
                    event.kind(),
                    event.id(),
                    "contradicted-year",
                    event.title() + " belongs to " + event.year() + ", not to " + claimed,
                    1));
        }
    }

    private static void contradictedAge(Inquiry inquiry, List<Fact> found) {
        List<StoryCharacter> people = inquiry.mentions().characters();
        OptionalInt claimed = age(inquiry.words().all());
        if (people.size() != 1 || claimed.isEmpty()) {
            return;
        }
        StoryCharacter person = people.get(0);
        if (claimed.getAsInt() != person.age()) {
            found.add(new Fact(
                    person.kind(),
                    person.id(),
                    "contradicted-age",
                    person.name() + " is " + person.age() + " years old, not " + claimed.getAsInt(),
                    1));
        }
    }

    /** {@code 12 years old}, {@code 12-year-old}, {@code aged 12}. */
    private static OptionalInt age(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            boolean number = words.get(i).matches("\\d{1,3}");
            boolean yearsOld = i + 2 < words.size()
                    && words.get(i + 1).matches("years?")
                    && words.get(i + 2).equals("old");
            boolean aged = i > 0 && words.get(i - 1).equals("aged");
            if (number && (yearsOld || aged)) {
                return OptionalInt.of(Integer.parseInt(words.get(i)));
            }
        }
        return OptionalInt.empty();
    }
}
