// SPDX-License-Identifier: Apache-2.0
/**
 * Public API: questions about what was recorded, answered by the database. {@link
 * dev.agenttracking.analytics.ExecutionAnalytics} asks them; the answers are records whose JSON is what endpoints and command
 * line print; {@link dev.agenttracking.analytics.ExecutionErasure} alone changes something. Knows the tables, and nothing of the code that fills them; {@code cli}, {@code actuate} and {@code dashboard}
 * stand on it.
 */
@NullMarked
package dev.agenttracking.analytics;

import org.jspecify.annotations.NullMarked;
