// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.model;

import java.util.List;

/**
 * What {@code @TrackExecution} says about a method.
 *
 * @param method the method's name in the record
 * @param tags the labels
 * @param timeoutNanos the time limit, 0 for none
 * @param captureInput whether the arguments are stored
 * @param captureOutput whether the result is stored
 */
public record ExecutionModel(
        String method, List<String> tags, long timeoutNanos, boolean captureInput, boolean captureOutput) {

    public ExecutionModel {
        tags = List.copyOf(tags);
    }
}
