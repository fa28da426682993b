// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

/**
 * Something about an execution that is not as it is declared.
 *
 * @param kind which rule, one of the constants here
 * @param message what is wrong
 */
public record Violation(String kind, String message) {

    /** A vault or conversation is missing that the method declares. */
    public static final String MISSING_ID = "missing_id";

    /** A required stage did not run. */
    public static final String MISSING_STAGE = "missing_stage";

    /** A stage ran where it may not. */
    public static final String STAGE_ORDER = "stage_order";

    /** A stage returned text that does not keep its contract. */
    public static final String RESPONSE = "response";

    /** A hook of the application found something else. */
    public static final String HOOK = "hook";
}
