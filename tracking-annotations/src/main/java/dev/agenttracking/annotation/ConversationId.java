// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the parameter of a tracked method whose value fills the column {@code conversation_id}. Any type, stored as text; left
 * out of {@code input_data}. An execution without one violates its declaration, unless the parameter is {@code @Nullable} (of any
 * library) or an {@code Optional}.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface ConversationId {}
