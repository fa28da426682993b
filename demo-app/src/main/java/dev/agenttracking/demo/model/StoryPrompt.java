// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.model;

import java.util.List;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * The prompt of every agent: who it is, the facts, the question. As messages:
 *
 * <pre>{@code
 * system: You are the psychologist of a workshop for the story "…". … Reply with one JSON object …
 * user:   Facts:
 *         [character:maren-holt/fears] Maren Holt fears …
 *
 *         Question:
 *         …
 * }</pre>
 */
public record StoryPrompt(String role, String task, String story, List<Fact> facts, String question) {

    static final String YOU_ARE = "You are the ";
    static final String OF_A_WORKSHOP = " of a workshop";
    static final String FACTS = "Facts:\n";
    static final String QUESTION = "\n\nQuestion:\n";

    /** Longer questions are cut, in characters: {@value}. */
    static final int MAX_QUESTION_LENGTH = 8_000;

    /** The messages for a model. */
    public Prompt toPrompt() {
        String system = YOU_ARE + role + OF_A_WORKSHOP + " for the story \"" + story + "\". " + task + """
                 Rest your answer on the facts, and say so where they say nothing. \
                Answer in the language of the question, in at most 150 words.
                Reply with one JSON object and nothing else: \
                {"answer": "your answer", "sources": ["the label of each fact that you used"]}""";
        StringBuilder user = new StringBuilder(FACTS);
        for (Fact fact : facts) {
            user.append('[')
                    .append(fact.label())
                    .append("] ")
                    .append(fact.text())
                    .append('\n');
        }
        user.append(QUESTION).append(shortened(question));
        return new Prompt(List.of(new SystemMessage(system), new UserMessage(user.toString())));
    }

    private static String shortened(String text) {
        if (text.length() <= MAX_QUESTION_LENGTH) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_QUESTION_LENGTH - 1))
                ? MAX_QUESTION_LENGTH - 1
                : MAX_QUESTION_LENGTH;
        return text.substring(0, end) + " […]";
    }
}
