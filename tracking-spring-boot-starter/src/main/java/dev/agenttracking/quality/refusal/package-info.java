// SPDX-License-Identifier: Apache-2.0
/**
 * Internal: tells from an answer's text alone whether it refuses: marks of sentences ({@code AnswerMarks}), runs of them in their
 * place ({@code Patterns}), learnt weights ({@code RefusalModel}). Pure; uses nothing of this library. {@code quality} uses it.
 */
@NullMarked
package dev.agenttracking.quality.refusal;

import org.jspecify.annotations.NullMarked;
