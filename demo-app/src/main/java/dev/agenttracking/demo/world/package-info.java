// SPDX-License-Identifier: Apache-2.0
/** The story that the agents talk about: read once at the start, immutable, and searchable by the names in a message. */
@NullMarked
package dev.agenttracking.demo.world;

import org.jspecify.annotations.NullMarked;
