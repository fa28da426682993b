// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.faults;

/** The tables that executions are stored in. */
final class Tables {

    static final String TRUNCATE =
            "truncate agent_executions, agent_execution_logs, agent_call_chains, agent_llm_calls,"
                    + " agent_tool_calls, agent_decisions, agent_evaluations, agent_citations";

    private Tables() {}
}
