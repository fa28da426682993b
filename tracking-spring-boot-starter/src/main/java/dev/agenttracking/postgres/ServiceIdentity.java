// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import org.jspecify.annotations.Nullable;

/**
 * Who writes; the same in every row.
 *
 * @param name of the application
 * @param version of the application
 * @param instanceId of this process
 */
public record ServiceIdentity(
        @Nullable String name,
        @Nullable String version,
        @Nullable String instanceId) {}
