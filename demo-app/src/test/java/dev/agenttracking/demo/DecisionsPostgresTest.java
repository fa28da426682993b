// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.agenttracking.analytics.AgentDiagnosis;
import dev.agenttracking.analytics.AgentDiagnosis.Status;
import dev.agenttracking.analytics.CandidateVerdict;
import dev.agenttracking.analytics.ExecutionAnalytics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the router decides, and the answers to why an agent did not run. */
@Tag("postgres")
class DecisionsPostgresTest {

    private static final String CANDIDATES = """
            SELECT agent_name, score, threshold, rank, chosen, reason_code, reason, vault_id, conversation_id
            FROM agent_decisions WHERE execution_id = ? AND threshold IS NOT NULL ORDER BY sequence""";

    @TempDir
    static Path folder;

    private static DemoRun demo;
    private static UUID first;
    private static UUID second;

    @BeforeAll
    static void asksTwoThings() throws Exception {
        demo = DemoRun.in(folder).start();
        first = ask("one", "Why is Maren afraid of the lighthouse?");
        ask("two", "Why is Maren afraid of the lighthouse?");
        second = ask(
                "two",
                "When did Maren first fear Lantern Rock? Check the plot, her dialogue and the date for contradictions,"
                        + " and tell me where it is.");
        demo.stop();
    }

    @AfterAll
    static void closeDatabase() {
        demo.close();
    }

    @Test
    void storesTheDecisionAboutEveryAgent() throws Exception {
        List<Map<String, Object>> candidates = demo.rows(CANDIDATES, first);
        assertThat(candidates)
                .extracting(row -> row.get("agent_name"))
                .containsExactly(
                        "PsychologistAgent",
                        "GeographerAgent",
                        "ArchitectAgent",
                        "ContinuityEditor",
                        "DialogueCoach",
                        "HistorianAgent",
                        "StyleAgent");
        assertThat(candidates)
                .allSatisfy(row -> assertThat(row)
                        .containsEntry("threshold", 0.6)
                        .containsEntry("vault_id", "vault-1")
                        .containsEntry("conversation_id", "one"));
        assertThat(candidates.get(0))
                .containsEntry("score", 1.0)
                .containsEntry("rank", 1)
                .containsEntry("chosen", true)
                .containsEntry("reason_code", "chosen")
                .containsEntry("reason", "1.00 ≥ 0.60");
        assertThat(candidates.get(1))
                .containsEntry("score", 0.5)
                .containsEntry("rank", 2)
                .containsEntry("chosen", false)
                .containsEntry("reason_code", "below_threshold")
                .containsEntry("reason", "0.50 < 0.60");
        assertThat(candidates.get(2))
                .containsEntry("score", 0.05)
                .containsEntry("rank", null)
                .containsEntry("chosen", false)
                .containsEntry("reason_code", "declined")
                .containsEntry("reason", "too little about plot or structure (0.05 of 0.50): names Maren Holt");
        assertThat(demo.rows(
                        "SELECT agent_name, reason_code FROM agent_decisions WHERE execution_id = ? AND threshold IS NULL"
                                + " ORDER BY agent_name",
                        first))
                .as("what each agent said itself")
                .extracting(row -> row.get("reason_code"))
                .containsExactly("declined", "declined", "declined", "accepted", "declined", "accepted", "declined");
    }

    @Test
    void anAgentHasOneExecutionOrNone() throws Exception {
        assertThat(demo.rows(
                        "SELECT agent_name, agent_method, status FROM agent_executions WHERE parent_execution_id = ?"
                                + " ORDER BY agent_name",
                        first))
                .extracting(row -> row.get("agent_name"), row -> row.get("agent_method"), row -> row.get("status"))
                .containsExactly(
                        tuple("ArchitectAgent", "shouldRespond", "skipped"),
                        tuple("ContinuityEditor", "shouldRespond", "skipped"),
                        tuple("DialogueCoach", "shouldRespond", "skipped"),
                        tuple("HistorianAgent", "shouldRespond", "skipped"),
                        tuple("PsychologistAgent", "run", "success"),
                        tuple("StyleAgent", "shouldRespond", "skipped"));
        assertThat(demo.rows(
                        "SELECT call_reason FROM agent_call_chains WHERE root_execution_id = ?"
                                + " AND call_reason IS NOT NULL",
                        first))
                .containsExactly(Map.of("call_reason", "rank 1: 1.00 ≥ 0.60"));
    }

    @Test
    void saysWhyAnAgentDidNotFire() {
        AgentDiagnosis weak = diagnose("GeographerAgent", "one");
        assertThat(weak.status()).isEqualTo(Status.NOT_SELECTED);
        assertThat(weak.reason()).isEqualTo("below_threshold");
        assertThat(weak.message())
                .isEqualTo(
                        "GeographerAgent was not chosen by OrchestratorAgent: 0.50 < 0.60; chosen: PsychologistAgent");
        AgentDiagnosis declined = diagnose("ArchitectAgent", "one");
        assertThat(declined.status()).isEqualTo(Status.SKIPPED);
        assertThat(declined.reason()).isEqualTo("declined");
        assertThat(declined.message()).startsWith("ArchitectAgent did not want to answer: too little about plot");
        AgentDiagnosis fired = diagnose("PsychologistAgent", "one");
        assertThat(fired.status()).isEqualTo(Status.FIRED_SUCCESSFULLY);
        assertThat(fired.message()).matches("PsychologistAgent ran and returned, execution [0-9a-f-]{36}");
        assertThat(fired.outcomes()).hasSize(3);
    }

    @Test
    void saysThatOthersWereBetter() {
        AgentDiagnosis outranked = diagnose("PsychologistAgent", "two");

        assertThat(outranked.status()).isEqualTo(Status.NOT_SELECTED);
        assertThat(outranked.reason()).isEqualTo("outranked");
        assertThat(outranked.message())
                .isEqualTo("PsychologistAgent was not chosen by OrchestratorAgent: outranked by GeographerAgent (0.90);"
                        + " chosen: DialogueCoach, ContinuityEditor, GeographerAgent; before that it ran once");
        assertThat(diagnose("GeographerAgent", "two").message()).endsWith("; before that once it did not");
        try (ExecutionAnalytics.Session analytics = demo.analytics()) {
            assertThat(analytics.report(second).orElseThrow().decisions())
                    .hasSize(14)
                    .filteredOn(candidate -> candidate.rank() != null && candidate.chosen())
                    .extracting(CandidateVerdict::agent)
                    .containsExactly("DialogueCoach", "ContinuityEditor", "GeographerAgent");
        }
    }

    private static UUID ask(String conversation, String message) throws Exception {
        return UUID.fromString(
                demo.chat(Map.of("message", message, "vaultId", "vault-1", "conversationId", conversation))
                        .path("executionId")
                        .asString());
    }

    private static AgentDiagnosis diagnose(String agent, String conversation) {
        try (ExecutionAnalytics.Session analytics = demo.analytics()) {
            return analytics.debugWhyAgentDidntFire(agent, conversation, "vault-1");
        }
    }
}
