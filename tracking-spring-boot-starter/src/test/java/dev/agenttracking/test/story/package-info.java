// SPDX-License-Identifier: Apache-2.0
/** An application as a user has it, with the tests that its user writes. */
@NullMarked
package dev.agenttracking.test.story;

import org.jspecify.annotations.NullMarked;
