// SPDX-License-Identifier: Apache-2.0
/**
 * Internal: the store of an application that has no database. Keeps the rows of the newest executions, as the tables would have
 * them, so that {@code analytics} asks them what it asks the database. {@code autoconfigure} and {@code test} stand on it.
 */
@NullMarked
package dev.agenttracking.memory;

import org.jspecify.annotations.NullMarked;
