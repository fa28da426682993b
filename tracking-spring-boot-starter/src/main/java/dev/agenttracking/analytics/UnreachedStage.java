// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

/**
 * A stage that an agent declares and none of its executions entered.
 *
 * @param serviceName the application; empty where it has no name
 * @param executions how many of the agent in this application did not enter it: 0 where it was not called
 */
public record UnreachedStage(String serviceName, String agentName, String stage, long executions) {}
