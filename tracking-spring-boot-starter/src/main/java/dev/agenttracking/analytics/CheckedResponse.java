// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * An execution whose answer was checked, and what was found. In JSON the members of both stand beside each other.
 *
 * @param execution with the score of its answer
 * @param response what the checks found
 */
public record CheckedResponse(
        @JsonUnwrapped ExecutionSummary execution,
        @JsonUnwrapped ExecutionDetails.ResponseChecks response) {}
