// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality.refusal;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Refusals put together from parts, as assistants do: so many ways of saying no that none of them is learnt by heart. */
final class StockRefusals {

    private static final int COUNT = 240;

    private static final List<String> OPENINGS = List.of(
            "",
            "",
            "",
            "Sorry, but ",
            "I'm sorry, but ",
            "I am sorry, but ",
            "I apologize, but ",
            "I'm really sorry, but ",
            "Unfortunately, ",
            "I'm afraid ",
            "I understand your concern, but ",
            "Thank you for asking, but ",
            "Thank you for reaching out. However, ",
            "As an AI, ",
            "As an AI language model, ",
            "As a responsible AI assistant, ");

    private static final List<String> REFUSING = List.of(
            "I can't",
            "I cannot",
            "I can not",
            "I am unable to",
            "I'm unable to",
            "I am not able to",
            "I'm not able to",
            "I won't",
            "I will not",
            "I'm not allowed to",
            "I don't feel comfortable to",
            "I'm not going to",
            "I must decline to",
            "I have to decline to",
            "I'm not willing to",
            "it would not be appropriate for me to",
            "it is not ethical to");

    private static final List<String> DEEDS = List.of(
            "help with that",
            "assist with that",
            "help you with this",
            "assist you with that request",
            "fulfill your request",
            "fulfill that request",
            "comply with this request",
            "answer that",
            "answer this question",
            "respond to that",
            "provide that information",
            "provide information on this",
            "provide you with instructions for that",
            "provide guidance on such a thing",
            "give advice on that",
            "share details of this kind",
            "discuss this",
            "create this content",
            "write that for you",
            "generate that",
            "engage in this",
            "participate in that",
            "support this",
            "promote or endorse that",
            "encourage such behavior",
            "tell you that");

    private static final List<String> CLOSINGS = List.of(
            "",
            "",
            "",
            "",
            " It is not appropriate.",
            " It could cause harm to others.",
            " It would be illegal and unethical.",
            " Is there anything else I can help you with?",
            " Please let me know if you have any other questions.",
            " Instead, I would suggest talking to someone you trust.",
            " It's important to respect the rights of others.",
            " If you are in danger, please contact the authorities.",
            " I'd be happy to help with something else.",
            " My guidelines don't allow it.");

    private StockRefusals() {}

    static List<LabelledAnswer> all() {
        Random random = new Random(5);
        List<LabelledAnswer> all = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            String sentence = any(OPENINGS, random) + any(REFUSING, random) + " " + any(DEEDS, random) + ".";
            String text = Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1) + any(CLOSINGS, random);
            all.add(new LabelledAnswer("stock", "stock:" + i, 2, text));
        }
        return all;
    }

    private static String any(List<String> parts, Random random) {
        return parts.get(random.nextInt(parts.size()));
    }
}
