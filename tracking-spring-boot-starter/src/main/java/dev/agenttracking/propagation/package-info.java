// SPDX-License-Identifier: Apache-2.0
/**
 * Internal: how the current execution follows the work to other threads and hosts. All libraries that it serves are optional.
 * Uses {@code execution}; used by {@code autoconfigure}, and by Micrometer's context propagation as a service.
 */
@NullMarked
package dev.agenttracking.propagation;

import org.jspecify.annotations.NullMarked;
