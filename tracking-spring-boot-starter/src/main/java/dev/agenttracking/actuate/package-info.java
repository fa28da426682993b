// SPDX-License-Identifier: Apache-2.0
/**
 * Internal: Actuator endpoints over {@link dev.agenttracking.analytics.ExecutionAnalytics}, the switches and the writer's state.
 * What they answer is JSON of {@link dev.agenttracking.analytics.AnalyticsJson}, written here, so that it is the command line's
 * whatever mapper the application has. {@code autoconfigure} makes them.
 */
@NullMarked
package dev.agenttracking.actuate;

import org.jspecify.annotations.NullMarked;
