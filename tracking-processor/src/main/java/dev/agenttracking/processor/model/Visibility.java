// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.model;

/** Who may use a generated type, constructor or method. */
public enum Visibility {
    /** Everyone. */
    PUBLIC,
    /** Subclasses and the package. */
    PROTECTED,
    /** The package. */
    PACKAGE
}
