// SPDX-License-Identifier: Apache-2.0
/** Internal: every message of the processor, each with a stable code, and how they reach the compiler. */
@NullMarked
package dev.agenttracking.processor.diagnostic;

import org.jspecify.annotations.NullMarked;
