// SPDX-License-Identifier: Apache-2.0
/** The two ways to talk to the agents: over HTTP, and as one command. */
@NullMarked
package dev.agenttracking.demo.chat;

import org.jspecify.annotations.NullMarked;
