// SPDX-License-Identifier: Apache-2.0
/**
 * Internal: the recorder, its state machine, and the execution that a thread is in. Everything that happens during a call is
 * written into objects that the call owns; one reference is handed over when it ends. No Spring and no {@code java.sql} here;
 * {@code weaving}, {@code writer}, {@code postgres} and the public API stand on it.
 */
@NullMarked
package dev.agenttracking.execution;

import org.jspecify.annotations.NullMarked;
