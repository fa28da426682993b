// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation.runtime;

/** Values of {@link JsonReader} that Java has no type for. */
enum JsonConstant {
    /** JSON's {@code null}; Java's stands for a missing property. */
    NULL,
    /** A number too long, or with an exponent too large, to be worked out. */
    OVERSIZED_NUMBER
}
