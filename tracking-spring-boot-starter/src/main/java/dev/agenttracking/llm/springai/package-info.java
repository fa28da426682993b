// SPDX-License-Identifier: Apache-2.0
/** Internal. Watches Spring AI, 2.0 and later, where it is on the class path. May use {@code execution} and {@code llm}. */
@NullMarked
package dev.agenttracking.llm.springai;

import org.jspecify.annotations.NullMarked;
