// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality.refusal;

import org.jspecify.annotations.Nullable;

/**
 * Tells from an answer's text alone whether it refuses what was asked, in full or in part: says that it will not, lectures instead
 * of answering, or does something else than it was asked. Looks at a bounded part of the text, so what it costs does not grow with
 * the answer; English, and in other languages what {@code phrases.txt} lists, which is not measured.
 *
 * <p><b>Threading</b>: any thread; no state.
 *
 * <p><b>Failure</b>: none, whatever the text.
 *
 * <p><b>Source</b>: {@code docs/refusals.md} says how it was learnt and measured.
 */
public final class RefusalDetector {

    /** How many characters {@link Refusal#evidence()} has at most. */
    static final int MAX_EVIDENCE = 200;

    /** From which score on an answer counts as refused. */
    static final double REFUSED = 0.5;

    /** What a phrase of another language adds to the logarithm of the odds: there, nothing else is known. */
    private static final double PHRASE = 6;

    private final RefusalWords words;
    private final RefusalPhrases phrases;
    private final RefusalModel model;

    RefusalDetector(RefusalWords words, RefusalPhrases phrases, RefusalModel model) {
        this.words = words;
        this.phrases = phrases;
        this.model = model;
    }

    /** Whether an answer refuses; an empty one does not. */
    public static Refusal detect(String text) {
        return Shipped.DETECTOR.judge(text);
    }

    Refusal judge(CharSequence text) {
        AnswerMarks answer = AnswerMarks.of(text, words);
        if (answer.sentenceCount() == 0) {
            return Refusal.NONE;
        }
        Sum sum = new Sum(model, answer.sentenceCount());
        Patterns.visit(answer, words, sum);
        int phrase = phrases.sentence(answer);
        double score = 1 / (1 + Math.exp(-sum.total - (phrase < 0 ? 0 : PHRASE)));
        int evidence = phrase < 0 ? sum.heaviest() : phrase;
        return new Refusal(score >= REFUSED, score, evidence(text, answer, evidence));
    }

    private @Nullable String evidence(CharSequence text, AnswerMarks answer, int sentence) {
        if (sentence < 0) {
            return null;
        }
        int from = answer.position(sentence);
        int to = sentence + 1 < answer.sentenceCount() ? answer.position(sentence + 1) : text.length();
        return Evidence.cut(text, from, to);
    }

    /** Read when it is first asked, not when weights are learnt anew. */
    private static final class Shipped {

        static final RefusalDetector DETECTOR;

        static {
            RefusalWords words = RefusalWords.load();
            DETECTOR = new RefusalDetector(words, RefusalPhrases.load(), RefusalModel.load(words));
        }
    }

    /** Adds up an answer's weights, each pattern once. */
    private static final class Sum implements Patterns.Visitor {

        private final RefusalModel model;
        private final long[] seen;
        private final float[] bySentence;
        private double total;

        Sum(RefusalModel model, int sentences) {
            this.model = model;
            seen = new long[(model.cells() >> 6) + 1];
            bySentence = new float[sentences];
            total = model.bias();
        }

        @Override
        public boolean run(long marks, int place, int sentence) {
            int run = model.run(marks);
            if (run < 0) {
                return false;
            }
            addOnce(RefusalModel.cell(run, Patterns.ANYWHERE), sentence);
            addOnce(RefusalModel.cell(run, place), sentence);
            return true;
        }

        private void addOnce(int cell, int sentence) {
            if ((seen[cell >> 6] & 1L << cell) == 0) {
                seen[cell >> 6] |= 1L << cell;
                add(model.weightOf(cell), sentence);
            }
        }

        /** Is told each of these once. */
        @Override
        public void pattern(long pattern, int sentence) {
            add(model.weight(pattern), sentence);
        }

        private void add(float weight, int sentence) {
            total += weight;
            if (sentence >= 0) {
                bySentence[sentence] += weight;
            }
        }

        /** The sentence that adds most; -1 where none adds anything. */
        int heaviest() {
            int heaviest = -1;
            for (int i = 0; i < bySentence.length; i++) {
                if (bySentence[i] > (heaviest < 0 ? 0 : bySentence[heaviest])) {
                    heaviest = i;
                }
            }
            return heaviest;
        }
    }
}
