// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/**
 * All about one execution. In JSON the lists stand beside the members of the execution.
 *
 * @param logs its stages and events, in the order in which they began
 * @param llmInteractions its own calls of models, in the order in which they began
 * @param toolCalls the tools that its models had called, in the order in which they began
 * @param citations what it cited
 * @param decisions what it decided about agents, in that order
 * @param callChain the tree of calls that it is part of
 */
public record ExecutionReport(
        @JsonUnwrapped ExecutionDetails execution,
        List<ExecutionLog> logs,
        List<LlmInteraction> llmInteractions,
        List<ToolInvocation> toolCalls,
        List<CitedSource> citations,
        List<CandidateVerdict> decisions,
        CallChain callChain) {}
