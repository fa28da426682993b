// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.faults;

import java.util.Random;
import java.util.UUID;

/**
 * What all tables together say of one execution of {@link LoadAgent} or {@link LoadHelper}.
 *
 * @param parented whether it has a parent
 * @param input the digest of the text that it was given, null where there is none
 * @param output its result, null where it failed
 * @param stages the stages and events in their order
 * @param prompts what the rows of calls of models say
 * @param citations how many rows
 * @param chains how many rows that it is the child of
 */
record Facts(
        String agent,
        long number,
        String vault,
        boolean parented,
        String status,
        String input,
        String output,
        String stages,
        String prompts,
        int citations,
        int chains) {

    static final String AGENT = "LoadAgent";
    static final String HELPER = "LoadHelper";

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz  äöü漢字€\"\\\n\t";
    private static final int TEXT_LENGTH = 500;
    private static final int LARGE_TEXT_LENGTH = 30_000;

    /** Of an execution of the agent. */
    static Facts ofAgent(long number, UUID id) {
        boolean fails = fails(number);
        return new Facts(
                AGENT,
                number,
                vault(number),
                false,
                fails ? "failed" : "success",
                digest(text(number)),
                fails ? null : id.toString(),
                "pre_process completed, llm_call completed, post_process completed, post_process event",
                "1 made-up 1+2",
                citations(number),
                0);
    }

    /** Of the execution of the helper within it. */
    static Facts ofHelper(long number) {
        return new Facts(
                HELPER,
                number,
                vault(number),
                true,
                "success",
                null,
                String.valueOf(number),
                "post_process completed",
                null,
                0,
                1);
    }

    static boolean hasHelp(long number) {
        return number % 4 == 0;
    }

    static boolean fails(long number) {
        return number % 499 == 0;
    }

    static int citations(long number) {
        return number % 7 == 0 ? 2 : 0;
    }

    static String vault(long number) {
        return "vault " + number % 5;
    }

    /** What tells one text from another, in a line. */
    static String digest(String text) {
        return text == null ? null : text.length() + " characters, hash " + text.hashCode();
    }

    /** Text of any length, the same for the same number. */
    static String text(long number) {
        Random random = new Random(number);
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(number % 101 == 0 ? LARGE_TEXT_LENGTH : TEXT_LENGTH); i > 0; i--) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
