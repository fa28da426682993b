// SPDX-License-Identifier: Apache-2.0
/** Internal: from {@code model} to source files and catalogue entries. Sees no element of the compiler; output is byte-stable. */
@NullMarked
package dev.agenttracking.processor.generate;

import org.jspecify.annotations.NullMarked;
