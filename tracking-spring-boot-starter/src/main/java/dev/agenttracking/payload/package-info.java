// SPDX-License-Identifier: Apache-2.0
/**
 * Internal: the only door for an application's values on their way out. {@link dev.agenttracking.payload.ValueSnapshots} keeps,
 * on the caller's thread, what could change; {@link dev.agenttracking.payload.JsonContent} writes it as JSON on the writer's.
 * An allow-list: what is not known to be harmless to read is stored as its type. Uses no other package.
 */
@NullMarked
package dev.agenttracking.payload;

import org.jspecify.annotations.NullMarked;
