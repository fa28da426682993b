// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

/** How much of an application's values is stored. */
public enum CapturedContent {
    /** All of it, with secrets masked. */
    REDACTED,
    /** All of it; only what is {@code @Sensitive} is masked. */
    FULL,
    /** Sizes and types only. */
    NONE
}
