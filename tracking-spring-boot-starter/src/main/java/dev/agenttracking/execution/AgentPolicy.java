// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

/**
 * What the configuration says about the calls of one method.
 *
 * @param enabled whether they are recorded
 * @param captureInput whether their arguments are
 * @param captureOutput whether their results are
 * @param timeoutNanos their time limit, 0 for none
 */
public record AgentPolicy(boolean enabled, boolean captureInput, boolean captureOutput, long timeoutNanos) {}
