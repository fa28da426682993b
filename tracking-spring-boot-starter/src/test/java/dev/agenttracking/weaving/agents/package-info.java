// SPDX-License-Identifier: Apache-2.0
/** Agents as users write them, compiled with the processor. */
@NullMarked
package dev.agenttracking.weaving.agents;

import org.jspecify.annotations.NullMarked;
