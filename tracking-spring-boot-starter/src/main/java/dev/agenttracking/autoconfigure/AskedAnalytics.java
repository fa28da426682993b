// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.analytics.ExecutionAnalytics;

/**
 * What endpoints and alerts ask: the application's own analytics where it has one or a primary one; else, as where it has one for
 * each of several databases, those of the store that its executions go to.
 */
record AskedAnalytics(ExecutionAnalytics analytics) {}
