// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.model;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.MessageType;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * What the offline model understands of a prompt. A prompt that is no {@link StoryPrompt} is all question.
 *
 * @param role who answers
 * @param notes the facts, in the prompt's order
 */
record OfflineQuestion(String role, List<Note> notes, String question) {

    private static final Pattern ROLE =
            Pattern.compile(Pattern.quote(StoryPrompt.YOU_ARE) + "(.+?)" + Pattern.quote(StoryPrompt.OF_A_WORKSHOP));
    private static final Pattern NOTE = Pattern.compile("(?m)^\\[([^\\]\\s]+)] (.+)$");

    static OfflineQuestion of(Prompt prompt) {
        String system = textOf(prompt, MessageType.SYSTEM);
        String user = textOf(prompt, MessageType.USER);
        Matcher role = ROLE.matcher(system);
        String who = role.find() ? role.group(1) : "assistant";
        int question = user.indexOf(StoryPrompt.QUESTION);
        if (!user.startsWith(StoryPrompt.FACTS) || question < 0) {
            return new OfflineQuestion(who, List.of(), user);
        }
        List<Note> notes = NOTE.matcher(user.substring(0, question))
                .results()
                .map(match -> new Note(match.group(1), match.group(2)))
                .toList();
        return new OfflineQuestion(who, notes, user.substring(question + StoryPrompt.QUESTION.length()));
    }

    private static String textOf(Prompt prompt, MessageType type) {
        StringBuilder text = new StringBuilder();
        for (Message message : prompt.getInstructions()) {
            if (message.getMessageType() == type) {
                text.append(text.isEmpty() ? "" : "\n").append(OfflineChatModel.textOf(message));
            }
        }
        return text.toString();
    }

    /** One fact of the prompt. */
    record Note(String label, String text) {}
}
