// SPDX-License-Identifier: Apache-2.0
/**
 * Internal: the current execution in the application's log lines. The logging libraries are optional. Uses {@code execution};
 * used by {@code autoconfigure} alone.
 */
@NullMarked
package dev.agenttracking.logging;

import org.jspecify.annotations.NullMarked;
