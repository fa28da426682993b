// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the answers of models. An application adds its own as beans; each gives one row in {@code agent_evaluations} for each
 * answer that it applies to, counts in {@code response_quality_score}, and what it finds is among the execution's
 * {@code response_warnings} or {@code response_validation_errors}.
 *
 * <pre>{@code
 * @Component
 * class CitesAChapter implements ResponseCheck {
 *
 *     public String name() {
 *         return "cites_chapter";
 *     }
 *
 *     public Set<String> agents() {
 *         return Set.of("HistorianAgent");
 *     }
 *
 *     public CheckResult check(JudgedResponse response) {
 *         return response.text().contains("chapter") ? CheckResult.passed() : CheckResult.warning(0.6, "names no chapter");
 *     }
 * }
 * }</pre>
 *
 * <p><b>Threading</b>: called by the writer's thread alone, never on that of a call. All that is stored waits meanwhile, so a
 * check takes microseconds, and reads neither network nor files; for what takes longer there is {@link ResponseJudge}.
 *
 * <p><b>Failure</b>: what it throws is swallowed, logged once, counted, and costs that one row.
 */
public interface ResponseCheck {

    /** The name of its rows and in the settings: letters, digits, {@code _} and {@code -}, unlike that of any other check. */
    String name();

    /** The agents whose answers it looks at, by name without regard to case and dashes; all where there are none. */
    default Set<String> agents() {
        return Set.of();
    }

    /**
     * Looks at an answer that is not empty.
     *
     * @return null where the check does not apply
     */
    @Nullable
    CheckResult check(JudgedResponse response);
}
