// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found about an ended execution.
 *
 * @param violations what is not as it is declared
 * @param responseFaults what is wrong with the texts that have a contract to keep; null where there were none
 */
public record Findings(List<Violation> violations, @Nullable List<String> responseFaults) {

    /** Nothing was looked for. */
    public static final Findings NONE = new Findings(List.of(), null);
}
