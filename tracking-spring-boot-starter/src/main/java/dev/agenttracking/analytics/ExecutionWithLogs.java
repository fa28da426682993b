// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/**
 * An execution and what happened in it. In JSON {@code logs} stands beside the members of the execution.
 *
 * @param logs in the order in which they began
 */
public record ExecutionWithLogs(@JsonUnwrapped ExecutionDetails execution, List<ExecutionLog> logs) {}
