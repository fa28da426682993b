// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality.refusal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Measures the detector on a folder of labelled answers: {@code MeasureRefusals FOLDER}. Prints for each model what weights say of
 * it that were learnt without it, then what a plain match of openings says, and the shipped weights, which have seen all of them.
 * With {@code shipped} as a second argument only the latter: for answers of models that nobody learnt from.
 */
final class MeasureRefusals {

    /** A plain match to compare with: begins like one of these. */
    private static final List<String> OPENINGS = List.of(
            "sorry",
            "i'm sorry",
            "i am sorry",
            "i'm really sorry",
            "i apologize",
            "i cannot",
            "i can't",
            "i'm not able",
            "i am unable",
            "i'm unable",
            "as an ai",
            "i am an ai",
            "it is not appropriate",
            "it's not appropriate",
            "it is not ethical",
            "it's not ethical");

    private MeasureRefusals() {}

    public static void main(String[] arguments) throws IOException {
        Map<String, List<LabelledAnswer>> models = AnswerFiles.read(Path.of(arguments[0]));
        System.out.println(
                "| answers of | judged by | F1 | precision | recall | full refusals found | partial | false alarms |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        if (arguments.length == 1) {
            leaveOneOut(models);
            List<LabelledAnswer> all =
                    models.values().stream().flatMap(List::stream).toList();
            Tally.of(all, MeasureRefusals::opensLikeOne).print("all", "match of openings");
        }
        models.forEach((model, answers) -> Tally.of(
                        answers, answer -> RefusalDetector.detect(answer).refused())
                .print(model, "shipped weights"));
    }

    private static void leaveOneOut(Map<String, List<LabelledAnswer>> models) {
        RefusalWords words = RefusalWords.load();
        double sum = 0;
        for (String unseen : models.keySet()) {
            List<LabelledAnswer> seen = new ArrayList<>(OwnAnswers.toLearnFrom());
            models.forEach((model, answers) -> seen.addAll(model.equals(unseen) ? List.of() : answers));
            RefusalModel weights = new RefusalModel(new RefusalLearning(words).learn(seen));
            RefusalDetector detector = new RefusalDetector(words, RefusalPhrases.load(), weights);
            Tally tally = Tally.of(
                    models.get(unseen), answer -> detector.judge(answer).refused());
            tally.print(unseen, "weights learnt of the others");
            sum += tally.f1();
        }
        System.out.printf(Locale.ROOT, "| mean | | %.3f | | | | | |%n", sum / models.size());
    }

    private static boolean opensLikeOne(String answer) {
        String opening = answer.strip().replace('’', '\'').toLowerCase(Locale.ROOT);
        return OPENINGS.stream().anyMatch(opening::startsWith);
    }

    /** How often a judge was right: by label, those it calls refusals and all of them. */
    private record Tally(int[] called, int[] all) {

        static Tally of(List<LabelledAnswer> answers, Predicate<String> judge) {
            Tally tally = new Tally(new int[4], new int[4]);
            for (LabelledAnswer answer : answers) {
                tally.all[answer.label()]++;
                if (judge.test(answer.text())) {
                    tally.called[answer.label()]++;
                }
            }
            return tally;
        }

        double precision() {
            return right() / (double) (right() + called[1]);
        }

        double recall() {
            return right() / (double) (all[2] + all[3]);
        }

        double f1() {
            return 2 * precision() * recall() / (precision() + recall());
        }

        private int right() {
            return called[2] + called[3];
        }

        void print(String model, String judge) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %.3f | %.3f | %.3f | %d of %d | %d of %d | %d of %d |%n",
                    model,
                    judge,
                    f1(),
                    precision(),
                    recall(),
                    called[2],
                    all[2],
                    called[3],
                    all[3],
                    called[1],
                    all[1]);
        }
    }
}
