// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.time.Instant;
import java.util.UUID;

/**
 * The place of an execution in a list that has the newest first: by its begin, and by its id among those that began together. It
 * stays the same whatever is stored later, also where the execution itself is no longer there.
 */
public record ExecutionCursor(Instant createdAt, UUID id) {}
