// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation.runtime;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Stands on every generated type. Its name and class-file retention let coverage tools leave the type out, which
 * {@code javax.annotation.processing.Generated} (source retention) cannot.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.CLASS)
public @interface Generated {}
