// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is known of agents in memory, and what happened to one. */
final class MemoryOutcomes {

    private static final String DECISIONS = "agent_decisions";

    private MemoryOutcomes() {}

    static KnownAgents knownAgents(MemoryTables now) throws SQLException {
        Set<String> recorded = new HashSet<>();
        for (String table : List.of(MemoryExecutions.TABLE, DECISIONS)) {
            for (MemoryRow row : MemoryRow.all(now.rows(table))) {
                recorded.add(row.text("agent_name"));
            }
        }
        return KnownAgents.of(MemoryRow.all(now.rows("agent_registry")), recorded);
    }

    /** What happened to an agent, newest first. */
    static List<AgentDiagnosis.Outcome> outcomes(MemoryTables now, Diagnoses.Question question) throws SQLException {
        List<AgentDiagnosis.Outcome> outcomes = new ArrayList<>();
        ExecutionFilter scope = ExecutionFilter.all()
                .withAgent(question.agent())
                .withConversationId(question.conversationId())
                .withVaultId(question.vaultId());
        for (MemoryRow execution : MemoryExecutions.matching(now, scope)) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>(execution.columns());
            String error = execution.textOrNull("error_message");
            row.put("kind", "execution");
            row.put("at", row.get("created_at"));
            row.put("execution_id", row.get("id"));
            row.put("score", row.get("relevance_score"));
            row.put("reason", error == null ? row.get("relevance_reasoning") : error);
            row.put("stage", row.get("current_stage"));
            outcomes.add(Rows.outcome(new MemoryRow(row)));
        }
        List<MemoryRow> decisions = MemoryRow.all(now.rows(DECISIONS));
        for (MemoryRow decision : decisions) {
            if (decision.has("agent_name", question.agent())
                    && decision.has("conversation_id", StoredId.of(question.conversationId()))
                    && decision.has("vault_id", StoredId.of(question.vaultId()))) {
                outcomes.add(outcome(now, decision, decisions));
            }
        }
        outcomes.sort(Comparator.comparing(AgentDiagnosis.Outcome::at)
                .thenComparing(AgentDiagnosis.Outcome::kind)
                .reversed());
        return outcomes.subList(0, Math.min(outcomes.size(), AgentDiagnosis.MAX_OUTCOMES));
    }

    private static AgentDiagnosis.Outcome outcome(MemoryTables now, MemoryRow decision, Collection<MemoryRow> all)
            throws SQLException {
        UUID decider = decision.id("execution_id");
        Map<String, @Nullable Object> row = new LinkedHashMap<>(decision.columns());
        row.put("kind", "decision");
        row.put("status", decision.bool("chosen") ? "chosen" : "not_selected");
        row.put("at", row.get("created_at"));
        MemoryRow.all(now.rows(MemoryExecutions.TABLE, decider))
                .forEach(execution -> row.put("decided_by", execution.columns().get("agent_name")));
        row.put(
                "chosen_instead",
                all.stream()
                        .filter(other -> decider.equals(other.get("execution_id", UUID.class))
                                && Objects.equals(row.get("created_at"), other.get("created_at", Instant.class))
                                && Boolean.TRUE.equals(other.get("chosen", Boolean.class)))
                        .sorted(Comparator.comparing(
                                        (MemoryRow other) -> other.get("rank", Integer.class),
                                        Comparator.nullsLast(Comparator.<Integer>naturalOrder()))
                                .thenComparing(other -> other.get("sequence", Integer.class)))
                        .map(other -> other.get("agent_name", String.class))
                        .toList());
        return Rows.outcome(new MemoryRow(row));
    }
}
