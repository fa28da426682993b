// SPDX-License-Identifier: Apache-2.0
/**
 * Looks at executions that have ended: what is declared of them, and how good the answers are that models gave. {@link
 * dev.agenttracking.quality.ResponseCheck}, {@link dev.agenttracking.quality.ResponseJudge} and what they speak of are public API;
 * the rest is internal. May use {@code execution} and {@code payload}; the auto-configuration uses it.
 */
@NullMarked
package dev.agenttracking.quality;

import org.jspecify.annotations.NullMarked;
