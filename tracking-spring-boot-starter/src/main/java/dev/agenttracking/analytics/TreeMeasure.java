// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

/** What a tree of calls may be heavy in. */
public enum TreeMeasure {
    /** What its calls of models cost, as far as that is known. */
    COST("cost_usd"),
    /** Input and output tokens of its calls of models. */
    TOKENS("tokens_used"),
    /** How many calls of models it made. */
    LLM_CALLS("llm_call_count"),
    /** How many executions it has. */
    EXECUTIONS("executions"),
    /** From the begin of its first execution to the end of its last. */
    TIME("elapsed_ms");

    private final String column;

    TreeMeasure(String column) {
        this.column = column;
    }

    /** Where the queries have it. */
    String column() {
        return column;
    }
}
