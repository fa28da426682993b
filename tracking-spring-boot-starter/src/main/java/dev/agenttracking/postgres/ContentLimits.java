// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

/**
 * How much of an application's content is stored, in bytes of JSON.
 *
 * @param maxValueBytes of one value; default {@value #DEFAULT_VALUE_BYTES}
 * @param maxExecutionBytes of all values of one execution together; default {@value #DEFAULT_EXECUTION_BYTES}
 */
public record ContentLimits(int maxValueBytes, int maxExecutionBytes) {

    private static final int DEFAULT_VALUE_BYTES = 65_536;
    private static final int DEFAULT_EXECUTION_BYTES = 524_288;

    /** The limits of an application that sets none. */
    public static final ContentLimits DEFAULTS = new ContentLimits(DEFAULT_VALUE_BYTES, DEFAULT_EXECUTION_BYTES);
}
