// SPDX-License-Identifier: Apache-2.0
/** The agents, questions and SQL that {@code docs/guide.md} shows, and tests that they say what the guide promises. */
@NullMarked
package dev.agenttracking.guide;

import org.jspecify.annotations.NullMarked;
