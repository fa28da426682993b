// SPDX-License-Identifier: Apache-2.0
/** The agents, written as a user of the library writes them: annotations, and a word to the tracker where they call the model. */
@NullMarked
package dev.agenttracking.demo.agent;

import org.jspecify.annotations.NullMarked;
