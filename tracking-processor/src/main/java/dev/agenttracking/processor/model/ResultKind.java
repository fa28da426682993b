// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.model;

/** How a generated method treats what the user's method returns. */
public enum ResultKind {
    /** There is none. */
    NONE,
    /** A value that is complete when the method returns: handed on as it is. */
    PLAIN,
    /** A value that may end later, or hide one that does: what the recorder gives back is returned. */
    OPEN,
    /** That of a Kotlin {@code suspend} function, which may come later through its last parameter, a continuation. */
    SUSPENDED
}
