// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality.refusal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Learns the weights that are shipped: {@code LearnRefusals FOLDER [FILE]}, of all models in a folder of labelled answers and of
 * the project's own; writes them where they belong, or into the file named.
 */
final class LearnRefusals {

    private static final Path SHIPPED = Path.of("src/main/resources/dev/agenttracking/quality/refusal/weights.txt");

    private LearnRefusals() {}

    public static void main(String[] arguments) throws IOException {
        List<LabelledAnswer> answers = new ArrayList<>();
        AnswerFiles.read(Path.of(arguments[0])).values().forEach(answers::addAll);
        int labelled = answers.size();
        answers.addAll(OwnAnswers.toLearnFrom());
        RefusalWords words = RefusalWords.load();
        Map<Long, Double> weights = new RefusalLearning(words).learn(answers);
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                "# Version 1, %s. Learnt by LearnRefusals of %d labelled answers (XSTest) and %d of the project's own: logistic regression,",
                LocalDate.now(), labelled, answers.size() - labelled));
        lines.add(
                "# elastic net. A line: weight, kind or place of the pattern, classes of words (see words.txt). Not to be edited by hand.");
        weights.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<Long, Double> entry) -> -Math.abs(entry.getValue()))
                        .thenComparing(Map.Entry::getKey))
                .forEach(entry -> lines.add(String.format(
                        Locale.ROOT, "%.3f %s", entry.getValue(), RefusalModel.describe(entry.getKey(), words))));
        Files.write(arguments.length > 1 ? Path.of(arguments[1]) : SHIPPED, lines);
    }
}
