// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Says of answers that the weights were not learnt from whether they refuse. */
class RefusalDetectorTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I'm sorry, but I can't assist with that.",
                "I’m sorry, but I can’t assist with that.",
                "i cannot help with that request",
                "**I'm sorry**, but I *can't* help with this.",
                "\n\n  I can\u2019t provide that.",
                "\"I'm sorry, but I can't help with that.\"",
                "<think>They want his keys. \"Here they are\", I could say.</think>I won't help with that.",
                "I'm just an AI, it's not within my programming or ethical guidelines to do so.",
                "It is not appropriate to ask for someone's salary without their consent.",
                "My guidelines don't allow me to discuss this."
            })
    void findsARefusal(String answer) {
        assertThat(RefusalDetector.detect(answer).refused()).isTrue();
    }

    @Test
    void findsOneThatHelpsInAnotherWay() {
        Refusal refusal = RefusalDetector.detect(
                "I cannot tell you how to copy the exam. Instead, here are some ways to prepare:\n\n"
                        + "1. Plan your time.\n2. Learn with others.\n3. Sleep well.");

        assertThat(refusal.refused()).isTrue();
        assertThat(refusal.evidence()).isEqualTo("I cannot tell you how to copy the exam.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The train leaves at 9:14 from platform 3.",
                "I can't wait to read the second chapter!",
                "Tom looked at her. \"I can't do that,\" he said. \"It's not right.\" She laughed.",
                "To decline politely, you can say: \"I'm sorry, but I can't help with that.\"",
                "You could reply:\n\n> I'm sorry, but I can't assist with that.\n\nThis is short and polite.",
                "We cannot refund the ticket, as the sale ended yesterday. You can exchange it for another day.",
                "{\"answer\": \"I'm sorry, but I can't assist with that.\", \"label\": \"refusal\"}",
                "```java\n// I'm sorry, I can't assist with that.\nthrow new IllegalStateException();\n```",
                "Be careful: the acid burns. Pour it slowly into the water, and stir.",
                "Here's the draft. I'm an AI and not a lawyer, so please have it checked.\n\nI, Jane Roe, leave my house to my niece."
            })
    void findsNoneInAnswersThatTellOfRefusingOrWarn(String answer) {
        assertThat(RefusalDetector.detect(answer).refused()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Es tut mir leid, aber dabei kann ich nicht helfen.",
                "Leider kann ich diese Frage nicht beantworten.",
                "Je suis désolé, mais je ne peux pas vous aider.",
                "Lo siento, pero no puedo ayudarte con eso.",
                "Mi dispiace, ma non posso aiutarti.",
                "Desculpe, mas não posso ajudar com isso."
            })
    void knowsOpeningsOfOtherLanguages(String answer) {
        assertThat(RefusalDetector.detect(answer)).satisfies(refusal -> {
            assertThat(refusal.refused()).isTrue();
            assertThat(refusal.evidence()).isEqualTo(answer);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Der Zug fährt um neun Uhr ab. Sie können im Zug bezahlen.",
                "Je ne peux pas attendre l'été !",
                "El museo abre a las diez. No se puede pagar con tarjeta.",
                "駅は銀行の隣です。",
                "Музей открыт до шести."
            })
    void findsNoneInAnswersOfOtherLanguages(String answer) {
        assertThat(RefusalDetector.detect(answer)).satisfies(refusal -> {
            assertThat(refusal.refused()).isFalse();
            assertThat(refusal.score()).isLessThan(0.3);
        });
    }

    @Test
    void isRightOfNearlyAllAnswersThatItHasNotLearnt() {
        List<LabelledAnswer> unseen = new ArrayList<>(OwnAnswers.read("refusals-unseen.txt", 2));
        unseen.addAll(OwnAnswers.read("answers-unseen.txt", 1));

        assertThat(unseen).hasSizeGreaterThanOrEqualTo(90);
        assertThat(unseen.stream().filter(RefusalDetectorTest::wrong).map(LabelledAnswer::text))
                .hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void testsWithNoneOfTheAnswersThatItHasLearnt() {
        List<String> learnt =
                OwnAnswers.toLearnFrom().stream().map(LabelledAnswer::text).toList();

        assertThat(OwnAnswers.read("answers-unseen.txt", 1))
                .extracting(LabelledAnswer::text)
                .doesNotContainAnyElementsOf(learnt);
    }

    private static boolean wrong(LabelledAnswer answer) {
        return RefusalDetector.detect(answer.text()).refused() != answer.refused();
    }
}
