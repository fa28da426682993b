// SPDX-License-Identifier: Apache-2.0
/**
 * Internal, except for the class that a compiler finds by its service entry: runs the rounds, reads with {@code parse}, writes
 * with {@code generate}, reports with {@code diagnostic}.
 */
@NullMarked
package dev.agenttracking.processor;

import org.jspecify.annotations.NullMarked;
