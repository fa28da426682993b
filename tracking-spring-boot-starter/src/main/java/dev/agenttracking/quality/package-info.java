// SPDX-License-Identifier: Apache-2.0
/**
 * Internal: looks at executions that have ended: validation hooks, generated and the application's own. Runs on the writer's
 * thread, never on a caller's. May use {@code execution}; the auto-configuration uses it.
 */
@NullMarked
package dev.agenttracking.quality;

import org.jspecify.annotations.NullMarked;
