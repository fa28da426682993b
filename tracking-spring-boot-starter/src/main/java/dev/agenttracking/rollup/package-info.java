// SPDX-License-Identifier: Apache-2.0
/**
 * Internal: sums over hours and days, and how they are made. {@code postgres} keeps them up to date, {@code analytics} answers with
 * them; both count alike because both count here. Knows the tables, and depends on no other package.
 */
@NullMarked
package dev.agenttracking.rollup;

import org.jspecify.annotations.NullMarked;
