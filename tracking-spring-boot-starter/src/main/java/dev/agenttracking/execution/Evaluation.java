// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one check says of one answer.
 *
 * @param llmCall the position of the call that was answered, from 0; null where it is about none
 * @param name the check's name
 * @param score 0 to 1
 * @param explanation what was found, null where nothing was
 * @param atNanos when the answer was there, on the monotonic clock
 */
public record Evaluation(
        @Nullable Integer llmCall,
        String name,
        Label label,
        double score,
        @Nullable String explanation,
        long atNanos) {

    /** The verdict in a word. */
    public enum Label {
        /** Nothing is wrong. */
        PASS,
        /** The answer is worth less than it could be. */
        WARN,
        /** The answer is not valid. */
        FAIL;

        /** As it is stored. */
        public String storedName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
