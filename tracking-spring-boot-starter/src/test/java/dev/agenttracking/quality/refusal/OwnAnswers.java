// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality.refusal;

import java.util.ArrayList;
import java.util.List;

/** The project's own refusals and answers: to learn from, and, in files of their own, to test with. */
final class OwnAnswers {

    private OwnAnswers() {}

    /** Those to learn from, of three sources. */
    static List<LabelledAnswer> toLearnFrom() {
        List<LabelledAnswer> all = new ArrayList<>();
        all.addAll(read("refusals.txt", 2));
        all.addAll(read("answers.txt", 1));
        all.addAll(StockRefusals.all());
        return all;
    }

    static List<LabelledAnswer> read(String file, int label) {
        List<LabelledAnswer> answers = new ArrayList<>();
        for (String line : Resources.lines(file)) {
            answers.add(new LabelledAnswer("own", file + ":" + answers.size(), label, line.replace("\\n", "\n")));
        }
        return answers;
    }
}
