// SPDX-License-Identifier: Apache-2.0
/**
 * Public API: the execution that the code is in ({@link dev.agenttracking.Tracking}), executions begun by hand
 * ({@link dev.agenttracking.ExecutionTracker}), and what follows the work to other threads
 * ({@link dev.agenttracking.TrackingContext}).
 */
@NullMarked
package dev.agenttracking;

import org.jspecify.annotations.NullMarked;
