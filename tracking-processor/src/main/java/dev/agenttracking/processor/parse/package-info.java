// SPDX-License-Identifier: Apache-2.0
/** Internal: from the compiler's elements to {@code model}, reporting on the way what cannot be tracked. */
@NullMarked
package dev.agenttracking.processor.parse;

import org.jspecify.annotations.NullMarked;
