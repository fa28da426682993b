// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.memory;

/**
 * How much is kept in memory.
 *
 * @param maxExecutions how many executions
 * @param maxBytes how much they may take together; the newest one is kept whatever it takes
 */
public record MemoryLimits(int maxExecutions, long maxBytes) {

    /** Those of an application without a database: a thousand executions, 32 MB. */
    public static final MemoryLimits DEFAULTS = new MemoryLimits(1_000, 32L << 20);
}
