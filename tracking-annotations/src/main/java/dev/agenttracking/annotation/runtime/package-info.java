// SPDX-License-Identifier: Apache-2.0
/**
 * Internal: what generated code calls and implements, so that it needs this jar alone. Applications do not use it; it may
 * change together with the processor.
 */
@NullMarked
package dev.agenttracking.annotation.runtime;

import org.jspecify.annotations.NullMarked;
