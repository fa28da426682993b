// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.time.Instant;

/**
 * What began in a part of a span of time.
 *
 * @param from the first moment
 * @param to the first moment after it
 * @param executions how many
 * @param failed how many of them failed or ran out of time
 */
public record ActivityCount(Instant from, Instant to, long executions, long failed) {}
