// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import java.time.Duration;

/**
 * How answers are put to a judge.
 *
 * @param samplingRate part of the executions with an answer, 0 to 1
 * @param timeout how long it may take for one answer
 * @param queueCapacity how many answers may wait for it
 */
public record JudgeSettings(double samplingRate, Duration timeout, int queueCapacity) {}
