// SPDX-License-Identifier: Apache-2.0
/** Internal: meters. May use {@code execution}, {@code writer}, {@code quality}, {@code llm} and {@code alerts}; the auto-configuration uses it. */
@NullMarked
package dev.agenttracking.metrics;

import org.jspecify.annotations.NullMarked;
