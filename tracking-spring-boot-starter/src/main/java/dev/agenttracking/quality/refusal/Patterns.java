// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality.refusal;

/**
 * What of an answer has a weight: runs of up to {@value #LONGEST} marks within a sentence, each as such and with its place (first
 * sentence, second or third, later); in how many sentences a mark stands; and how long the answer is.
 *
 * <p><b>Shape</b>: a pattern is a long: its place or kind in bits 40 to 47, below it its marks, one a byte, the last one lowest.
 */
final class Patterns {

    static final int LONGEST = 5;

    static final int ANYWHERE = 1;
    static final int FIRST = 2;
    static final int SOON = 3;
    static final int LATER = 4;

    /** The one mark stands in two, three, five sentences or more. */
    static final int TWO = 5;

    static final int THREE = 6;
    static final int FIVE = 7;

    /** The mark is how many words there are, by class of {@link #length}. */
    static final int LENGTH = 8;

    /** The mark is in how large a part of the sentences there is talk of right and wrong, by class of {@link #part}. */
    static final int LECTURE = 9;

    /** Where the kind begins. */
    static final int KIND = 40;

    /** Is told an answer's patterns, many more than once. */
    interface Visitor {

        /**
         * A run of marks in the n-th sentence, which is a pattern {@link #ANYWHERE} and one with its place.
         *
         * @return whether longer runs that begin with it are asked for
         */
        boolean run(long marks, int place, int sentence);

        /** Another pattern, of the n-th sentence or, with -1, of the whole. */
        void pattern(long pattern, int sentence);
    }

    private Patterns() {}

    static void visit(AnswerMarks answer, RefusalWords words, Visitor visitor) {
        int classes = words.count();
        int lecturing = 0;
        int[] inSentences = new int[classes];
        int[] lastSentence = new int[classes];
        for (int sentence = 0; sentence < answer.sentenceCount(); sentence++) {
            int place = sentence == 0 ? FIRST : sentence < 3 ? SOON : LATER;
            int to = answer.to(sentence);
            boolean lectures = false;
            for (int at = answer.from(sentence); at < to; at++) {
                int mark = answer.mark(at);
                if (lastSentence[mark] != sentence + 1) {
                    lastSentence[mark] = sentence + 1;
                    count(mark, ++inSentences[mark], sentence, visitor);
                }
                lectures |= words.moral(mark);
                runs(answer, at, to, place, sentence, visitor);
            }
            if (lectures) {
                lecturing++;
            }
        }
        visitor.pattern(pattern(LENGTH, length(answer.wordCount())), -1);
        visitor.pattern(pattern(LECTURE, part(lecturing, answer.sentenceCount())), -1);
    }

    private static void runs(AnswerMarks answer, int from, int to, int place, int sentence, Visitor visitor) {
        long run = 0;
        int end = Math.min(to, from + LONGEST);
        for (int at = from; at < end; at++) {
            run = run << 8 | answer.mark(at);
            if (!visitor.run(run, place, sentence)) {
                return;
            }
        }
    }

    /** Whether a run is a pattern: one that ends with unknown words says no more than the run without them. */
    static boolean isPattern(long marks) {
        return (marks & 0xff) != RefusalWords.UNKNOWN || marks == RefusalWords.UNKNOWN;
    }

    private static void count(int mark, int sentences, int sentence, Visitor visitor) {
        if (sentences == 2) {
            visitor.pattern(pattern(TWO, mark), sentence);
        } else if (sentences == 3) {
            visitor.pattern(pattern(THREE, mark), sentence);
        } else if (sentences == 5) {
            visitor.pattern(pattern(FIVE, mark), sentence);
        }
    }

    static long pattern(int kind, long marks) {
        return (long) kind << KIND | marks;
    }

    static int length(int words) {
        return words < 25 ? 1 : words < 60 ? 2 : words < 150 ? 3 : 4;
    }

    static int part(int lecturing, int sentences) {
        return lecturing == 0 ? 1 : 2 + Math.min(3, 4 * lecturing / (sentences + 1));
    }
}
