// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds answers that take back what they said before. What stands in quotation marks, in code or in a quoted line is somebody
 * else's, and so is what comes after an "if".
 *
 * <p>English only.
 */
final class SelfCorrectionCheck implements ResponseCheck {

    private static final double SCORE = 0.7;

    /** What letters say as well, which answers may be asked to write. */
    private static final Phrases APOLOGIES = new Phrases(List.of(
            "(i apologize|i apologise|my apologies|i'm sorry|i am sorry) for (the|any|my|that|this) "
                    + "(confusion|mix-up|misunderstanding)",
            "(i apologize|i apologise|my apologies|i'm sorry|i am sorry) for (the|my|that|this) "
                    + "(mistake|error|oversight|mistakes|errors|inaccuracy|misstatement|slip|typo)",
            "(i apologize|i apologise|my apologies|i'm sorry|i am sorry) for (the|my) "
                    + "(previous|earlier|incorrect|wrong|inaccurate|initial|last|first)"));

    private static final Phrases SHORT_APOLOGIES = new Phrases(List.of(
            "(sorry|apologies) for (the|any|my|that|this) (confusion|mix-up|misunderstanding|mistake|error|oversight)",
            "(sorry|apologies) for (the|my) (previous|earlier|incorrect|wrong|inaccurate)",
            "sorry(,| \u2014| -|.) (i made|i was wrong|i misspoke|let me correct)"));

    /** Say so wherever they stand. */
    private static final Phrases ANYWHERE = new Phrases(List.of(
            "let me correct (that|this|myself|my|the above|the mistake|the error|the previous|the earlier)",
            "(i must|i need to|i should|i have to|allow me to|i'd like to|i want to) correct (myself|my)",
            "i stand corrected",
            "i misspoke",
            "i (made|have made|did make|just made|may have made) (a|an|some) "
                    + "(mistake|mistakes|error|errors|typo|calculation error|arithmetic error|miscalculation)",
            "i made (a|an) (small|silly|slight|minor|arithmetic|calculation|big|significant) (mistake|error|slip)",
            "i (miscalculated|miscounted|misread)",
            "i was (wrong|mistaken|incorrect) (about|earlier|before|to say|when i said)",
            "my (previous|earlier|first|initial|last|original) (answer|response|statement|message|calculation|reply) "
                    + "(was|is|had|contained|contains) (wrong|incorrect|inaccurate|mistaken|an error|a mistake|not)",
            "on second (thought|thoughts)",
            "let me (rephrase that|start over|redo that|redo this|recalculate|reconsider|take that back)",
            "i take that back"));

    /** Say so where a sentence begins with them. */
    private static final Phrases AT_BEGIN = new Phrases(List.of(
            "correction(:| -| \u2013| \u2014)",
            "(wait|hold on|hang on)(,|.|\u2026|...|!|\u2014| \u2014| -| \u2013) "
                    + "(actually|no|that's not|that's wrong|that's incorrect|that is not|that isn't|that is wrong|i made|i was"
                    + "|i misspoke|let me correct|let me recheck|let me re-check|let me fix)",
            "wait (actually|no)(,|.|\u2014)",
            "actually(,|...|\u2026) "
                    + "(wait|scratch that|let me correct|i made|i was wrong|i misspoke|no, that|let me fix|let me rephrase)",
            "no, wait(,|.|!|\u2026| \u2014| -)",
            "(on|upon) (further reflection|reflection), i",
            "oops(,|!|.)",
            "scratch that",
            "my mistake(,|!|.|:|;|\u2014| \u2014| -)",
            "let me correct(:|,)",
            "let me fix that(,|.|:|!)"));

    @Override
    public String name() {
        return CheckNames.SELF_CORRECTION;
    }

    @Override
    public @Nullable CheckResult check(JudgedResponse response) {
        String text = response.text();
        OwnWords own = new OwnWords(text);
        for (int at = own.next(); at >= 0; at = own.next()) {
            int end = endAt(own, text, at);
            if (end >= 0 && !own.isAfterCondition()) {
                return CheckResult.warning(
                        SCORE, "\u201C" + text.substring(at, end) + "\u201D at character " + (at + 1));
            }
        }
        return CheckResult.passed();
    }

    private static int endAt(OwnWords own, String text, int at) {
        int end = ANYWHERE.endAt(text, at);
        if (!own.isInLetter()) {
            end = Math.max(end, APOLOGIES.endAt(text, at));
        }
        if (end < 0 && own.isSentenceStart()) {
            end = AT_BEGIN.endAt(text, at);
            if (!own.isInLetter()) {
                end = Math.max(end, SHORT_APOLOGIES.endAt(text, at));
            }
        }
        return end;
    }
}
