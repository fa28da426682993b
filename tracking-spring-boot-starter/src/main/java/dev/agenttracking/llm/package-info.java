// SPDX-License-Identifier: Apache-2.0
/**
 * Internal, but for the SPI {@link dev.agenttracking.llm.BudgetListener}. What is the same of all libraries that call models; the
 * packages below watch one library each, and are loaded only where it is there. May use {@code execution} and {@code payload}; the
 * auto-configuration uses it, and the meters do.
 */
@NullMarked
package dev.agenttracking.llm;

import org.jspecify.annotations.NullMarked;
