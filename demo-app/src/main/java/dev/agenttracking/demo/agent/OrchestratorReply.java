// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.agent;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The combined answer.
 *
 * @param executionId under which the whole is recorded, null while tracking is off
 * @param agents every agent that was asked: those that want to answer by rank, then the others
 */
public record OrchestratorReply(String answer, @Nullable UUID executionId, List<AgentAnswer> agents) {}
