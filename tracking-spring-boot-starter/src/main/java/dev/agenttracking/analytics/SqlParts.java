// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** An execution in the database, and what belongs to it. */
final class SqlParts {

    private SqlParts() {}

    static Optional<ExecutionReport> report(Query.Runner runner, UUID id) throws SQLException {
        Optional<ExecutionDetails> execution = execution(runner, id);
        return execution.isEmpty()
                ? Optional.empty()
                : Optional.of(new ExecutionReport(
                        execution.get(),
                        logs(runner, id),
                        runner.list(Questions.LLM_INTERACTIONS, Map.of("id", id), Rows::llmInteraction),
                        runner.list(Questions.TOOL_CALLS, Map.of("id", id), Rows::toolCall),
                        runner.list(Questions.EVALUATIONS, Map.of("id", id), Rows::evaluation),
                        runner.list(Questions.CITATIONS, Map.of("id", id), Rows::citation),
                        runner.list(Questions.DECISIONS, Map.of("id", id), Rows::candidate),
                        callChain(runner, execution.get().summary().rootExecutionId())));
    }

    static Optional<Alignment.Side> side(Query.Runner runner, UUID id) throws SQLException {
        Optional<ExecutionDetails> execution = execution(runner, id);
        return execution.isEmpty()
                ? Optional.empty()
                : Optional.of(new Alignment.Side(
                        execution.get(),
                        runner.list(Questions.STAGE_TIMELINE, Map.of("id", id), Rows::stage),
                        runner.list(Questions.LLM_INTERACTIONS, Map.of("id", id), Rows::llmInteraction)));
    }

    static Optional<ExecutionDetails> execution(Query.Runner runner, UUID id) throws SQLException {
        return runner.one(Questions.EXECUTION, Map.of("id", id), Rows::details);
    }

    static List<ExecutionLog> logs(Query.Runner runner, UUID id) throws SQLException {
        return runner.list(Questions.LOGS, Map.of("id", id), Rows::log);
    }

    static CallChain callChain(Query.Runner runner, UUID root) throws SQLException {
        return CallTree.ordered(
                root, runner.list(Questions.CALLS, Map.of("root", root, "limit", SqlAnalytics.MAX_CALLS), Rows::call));
    }
}
