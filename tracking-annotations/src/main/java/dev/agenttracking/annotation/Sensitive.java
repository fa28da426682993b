// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a value that is never stored: {@code "***"} stands in its place on every path (rows, logs, metrics, command line, page,
 * export), also where all else is captured in full.
 *
 * <p>On a parameter, its argument; on a field or record component, that member of a captured value; on a method, its result.
 */
@Documented
@Target({ElementType.PARAMETER, ElementType.FIELD, ElementType.RECORD_COMPONENT, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Sensitive {}
