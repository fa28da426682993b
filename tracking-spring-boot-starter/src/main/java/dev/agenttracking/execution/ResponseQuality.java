// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How good an execution's answer is.
 *
 * @param score 0 to 1
 * @param errors what makes it invalid
 * @param warnings what else is not as good as it could be
 * @param metrics measures of the last answer that was judged; null where none was
 * @param poor whether it is so bad that it is kept whatever the sampling says
 */
public record ResponseQuality(
        double score,
        List<String> errors,
        List<String> warnings,
        @Nullable Metrics metrics,
        boolean poor) {

    /** Whether there are no errors. */
    public boolean isValid() {
        return errors.isEmpty();
    }

    /**
     * Measures of an answer.
     *
     * @param contentLength in characters
     * @param wordCount in words; of scripts that are written without blanks each letter counts
     * @param jsonValid whether it is JSON; null where none was meant
     * @param meanScore the plain mean of what the library's own checks of a text say
     */
    public record Metrics(
            int contentLength, int wordCount, @Nullable Boolean jsonValid, double meanScore) {}
}
