// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.execution.Evaluation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelfCorrectionCheckTest {

    private final SelfCorrectionCheck check = new SelfCorrectionCheck();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I apologize for the confusion. The bridge is in Lund.",
                "I apologise for any confusion, the bridge is in Lund.",
                "My apologies for the error: it is 12.",
                "Apologies for the confusion! It is 12.",
                "Sorry for the confusion, it is 12.",
                "You're right, I apologize for the mistake. It is 12.",
                "I apologize for my previous answer, which named another town.",
                "The sum is 11. Let me correct that: it is 12.",
                "The sum is 11. Let me correct myself.",
                "The sum is 11. Let me correct the previous statement.",
                "It is 11. Let me correct: 12.",
                "It seems that I made a mistake. The sum is 12.",
                "I made an error in the second step.",
                "I’ve added it wrong; I  made\na mistake there.",
                "It is 11. Wait, actually it is 12.",
                "It is 11... Wait, no. It is 12.",
                "It is 11.\nWait, that's not right. It is 12.",
                "Hold on, that's wrong: 12.",
                "It is 11. Actually, wait: it is 12.",
                "It is 11.\n\nCorrection: it is 12.",
                "**Correction:** it is 12.",
                "It is 11. On second thought, it is 12.",
                "On second thoughts, choose the boat.",
                "It is 11. Scratch that, it is 12.",
                "Oops, it is 12.",
                "My mistake! It is 12.",
                "I misspoke: it is 12.",
                "I stand corrected; it is 12.",
                "I was wrong about the year.",
                "My previous answer was wrong.",
                "It is 11. No, wait, it is 12.",
            })
    void findsWhatIsTakenBack(String text) {
        assertThat(label(text)).isEqualTo(Evaluation.Label.WARN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The bridge is in Lund.",
                "\"I made a mistake,\" said Maren, and put down the lamp.",
                "“Wait, actually,” he said, “let me correct that.”",
                "«Let me correct that», said the teacher.",
                "> I apologize for the confusion\n\nThat is how the letter begins.",
                "```\nCorrection: x\nI made a mistake\n```\nruns without an error.",
                "Write `Correction:` before the line.",
                "Tell me if I made a mistake.",
                "Whenever I made a mistake, she laughed.",
                "She says that hi made a mistake of his name.",
                "The correction: fluid for paper, is white.",
                "Let me correct your essay: the second sentence lacks a verb.",
                "Without a second thought she jumped.",
                "Actually, no. The earth is not flat.",
                "Wait for the signal, actually two of them.",
                "Would you please wait, no one is in the office.",
                "Dear Ms Holt,\n\nI apologize for the confusion about your order.\n\nYours,\nA. Berg",
                "We're sorry for the error in your invoice.",
                "Nobody stands corrected here.",
                "I correct essays for a living.",
                "On closer inspection the painting shows a boat.",
            })
    void leavesOtherTextsAlone(String text) {
        assertThat(label(text)).isEqualTo(Evaluation.Label.PASS);
    }

    @Test
    void saysWhatAndWhere() {
        assertThat(check.check(JudgedResponse.of("It is 11. Let me correct that: 12."))
                        .explanation())
                .isEqualTo("“Let me correct that” at character 11");
    }

    private Evaluation.Label label(String text) {
        CheckResult result = check.check(JudgedResponse.of(text));
        assertThat(result).isNotNull();
        return result.label();
    }
}
