// SPDX-License-Identifier: Apache-2.0
/** An application that is processed ahead of time, and what must be the same afterwards. */
@NullMarked
package dev.agenttracking.aheadoftime;

import org.jspecify.annotations.NullMarked;
