// SPDX-License-Identifier: Apache-2.0
/**
 * Public API: the annotations that agents carry, and the enums and interfaces of generated code. No dependencies, so that a
 * module with agents in it needs nothing else to compile.
 */
@NullMarked
package dev.agenttracking.annotation;

import org.jspecify.annotations.NullMarked;
