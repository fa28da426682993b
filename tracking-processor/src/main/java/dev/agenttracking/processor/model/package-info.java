// SPDX-License-Identifier: Apache-2.0
/**
 * Internal: what is known about an agent's class, as immutable values without {@code javax.lang.model}. Types are JavaPoet's
 * {@code TypeName}s, since they are already what the generators print. Made by {@code parse}, read by {@code generate}.
 */
@NullMarked
package dev.agenttracking.processor.model;

import org.jspecify.annotations.NullMarked;
