// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the parameter of a tracked method that says why the caller calls this agent: {@code agent_call_chains.call_reason}. Any
 * type, stored as text; left out of {@code input_data}.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface CallReason {}
