// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.analytics.AgentDiagnosis.Outcome;
import dev.agenttracking.analytics.AgentDiagnosis.Status;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AgentDiagnosisTest {

    private static final Instant NOW = Instant.parse("2026-03-29T01:00:00Z");
    private static final UUID EXECUTION = UUID.fromString("01a203a9-6e7c-72c1-ab80-a16a01bdd0ec");

    @Test
    void saysOtherWordsForReasonsInItsMessageToo() {
        AgentDiagnosis diagnosis = diagnosis(
                        "Poet failed in stage llm_call with java.io.IOException: no ink: none; before that it ran once",
                        outcome("failed", 1, "no ink: none"),
                        outcome("skipped", 0, "no"))
                .withReasons(reason -> "*");

        assertThat(diagnosis.message())
                .isEqualTo("Poet failed in stage llm_call with java.io.IOException: *; before that it ran once");
        assertThat(diagnosis.outcomes()).extracting(Outcome::reason).containsExactly("*", "*");
        assertThat(diagnosis.outcomes()).extracting(Outcome::status).containsExactly("failed", "skipped");
    }

    @Test
    void leavesAMessageAsItIsThatTellsNoReason() {
        String message = "Poet was not chosen by Router; chosen: Painter";
        assertThat(diagnosis(message, outcome("skipped", 1, null), outcome("skipped", 0, "Painter"))
                        .withReasons(reason -> "*")
                        .message())
                .isEqualTo(message);
        assertThat(diagnosis(message, outcome("skipped", 1, ""))
                        .withReasons(reason -> "*")
                        .message())
                .isEqualTo(message);
        assertThat(diagnosis("There is no agent Poet")
                        .withReasons(reason -> "*")
                        .message())
                .isEqualTo("There is no agent Poet");
    }

    private static AgentDiagnosis diagnosis(String message, Outcome... outcomes) {
        return new AgentDiagnosis("Poet", null, null, Status.FAILED, null, message, List.of(outcomes));
    }

    private static Outcome outcome(String status, int second, String reason) {
        return new Outcome(
                "execution",
                status,
                NOW.plusSeconds(second),
                EXECUTION,
                null,
                null,
                null,
                null,
                null,
                null,
                reason,
                null,
                null,
                List.of());
    }
}
