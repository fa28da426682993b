// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Looks for a text in memory, at all there is. */
final class MemorySearch {

    private static final List<String> CONTENT = List.of("input_data", "output_data", "llm_response");

    private MemorySearch() {}

    static FoundExecutions search(MemoryTables now, ExecutionFilter filter, SearchedText text) throws SQLException {
        List<ExecutionSummary> found = new ArrayList<>();
        for (MemoryRow row : MemoryExecutions.page(now, filter, row -> isIn(now, row, text))) {
            found.add(Rows.summary(row));
        }
        return found.size() == filter.limit() ? FoundExecutions.full(found) : FoundExecutions.complete(found, filter);
    }

    private static boolean isIn(MemoryTables now, MemoryRow execution, SearchedText text) {
        UUID id = execution.get("id", UUID.class);
        return CONTENT.stream().anyMatch(column -> text.isIn(json(execution, column)))
                || (id != null
                        && MemoryRow.all(now.rows("agent_llm_calls", id)).stream()
                                .anyMatch(call -> text.isIn(json(call, "llm_response"))));
    }

    private static @Nullable JsonNode json(MemoryRow row, String column) {
        return AnalyticsJson.read(row.get(column, String.class));
    }
}
