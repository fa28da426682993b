// SPDX-License-Identifier: Apache-2.0
/**
 * Public API: what the tests of an application need. {@link dev.agenttracking.test.RecordExecutions} on a test class replaces the
 * database by {@link dev.agenttracking.test.RecordedExecutions}, with assertions. Needs AssertJ, and for the annotation JUnit
 * Jupiter and, in tests with a context, Spring Test: all that {@code spring-boot-starter-test} brings. The rest of the library
 * neither uses this package nor needs them.
 */
@NullMarked
package dev.agenttracking.test;

import org.jspecify.annotations.NullMarked;
