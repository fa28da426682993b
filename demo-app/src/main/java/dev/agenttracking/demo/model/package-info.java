// SPDX-License-Identifier: Apache-2.0
/** The language model that the agents ask: any OpenAI-compatible server, or where none is configured the offline one. */
@NullMarked
package dev.agenttracking.demo.model;

import org.jspecify.annotations.NullMarked;
