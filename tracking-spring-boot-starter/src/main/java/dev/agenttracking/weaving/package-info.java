// SPDX-License-Identifier: Apache-2.0
/**
 * Internal: how calls reach the recorder. Bean classes with a generated subclass are instantiated as that subclass; an advisor
 * serves the other beans with the annotations. Built on Spring's bean factory and AOP; used by {@code autoconfigure} alone.
 */
@NullMarked
package dev.agenttracking.weaving;

import org.jspecify.annotations.NullMarked;
