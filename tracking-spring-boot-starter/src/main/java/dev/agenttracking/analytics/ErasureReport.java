// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.util.Map;

/**
 * What was erased, or would be.
 *
 * @param erased whether it was; otherwise it was only counted
 * @param executions how many executions
 * @param rows by table how many rows, in the order in which they go
 * @param sharedTrees call trees that others have part in, of which the others' executions and those that are nobody's stay
 */
public record ErasureReport(
        ErasureRequest request, boolean erased, long executions, Map<String, Long> rows, long sharedTrees) {}
