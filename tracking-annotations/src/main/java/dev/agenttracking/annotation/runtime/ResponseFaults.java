// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The first {@value #MAX_FAULTS} faults of an answer, and a line that says so where there are more; with the steps that all
 * regular expressions together may take for it.
 */
final class ResponseFaults {

    static final int MAX_FAULTS = 20;

    private final List<String> faults = new ArrayList<>();
    private final StepLimitedText.Budget budget = new StepLimitedText.Budget();

    void add(ResponsePath path, String what) {
        if (faults.size() < MAX_FAULTS) {
            faults.add(path + ": " + what);
        } else if (faults.size() == MAX_FAULTS) {
            faults.add(ResponsePath.ROOT + ": has more faults than these");
        }
    }

    /** Whether nothing more will be noted. */
    boolean isFull() {
        return faults.size() > MAX_FAULTS;
    }

    StepLimitedText.Match match(Pattern pattern, String text) {
        return StepLimitedText.match(pattern, text, budget);
    }

    List<String> list() {
        return List.copyOf(faults);
    }
}
