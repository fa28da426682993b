// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import dev.agenttracking.execution.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The violations of one execution: so many of a kind, each so long, since a loop or a hook may have thousands to say. */
final class ViolationList {

    /** Of one kind; what is more is told by its number. */
    static final int MAX_OF_A_KIND = 20;

    /** Of one message; what is longer is cut. */
    static final int MAX_MESSAGE_CHARS = 500;

    private final List<Violation> violations = new ArrayList<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    void add(String kind, String message) {
        int count = counts.merge(kind, 1, Integer::sum);
        if (count <= MAX_OF_A_KIND) {
            boolean cut = message.length() > MAX_MESSAGE_CHARS;
            violations.add(new Violation(kind, cut ? message.substring(0, MAX_MESSAGE_CHARS) + "…" : message));
        }
    }

    /** How many there are of each kind. */
    Map<String, Integer> counts() {
        return counts;
    }

    List<Violation> list() {
        List<Violation> all = new ArrayList<>(violations);
        counts.forEach((kind, count) -> {
            if (count > MAX_OF_A_KIND) {
                all.add(new Violation(kind, "… and " + (count - MAX_OF_A_KIND) + " more"));
            }
        });
        return List.copyOf(all);
    }
}
