// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes each call of a method one recorded execution of an agent. On a type it counts for every public instance method that
 * the type declares. On a method of a superclass or an interface it counts for the classes that inherit or override the
 * method, without being repeated there.
 *
 * <p>The method must be one that a subclass in the same package can override: not private, final or static.
 */
@Documented
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface TrackExecution {

    /**
     * The agent's name. Default: the simple name of the bean's own class (also for inherited methods; the innermost name of a
     * nested class; the interface's name for a JDK proxy).
     */
    String agent() default "";

    /** The method's name in the record. Default: the name of the Java method. */
    String method() default "";

    /** Free labels, stored in {@code agent_executions.tags} in this order. */
    String[] tags() default {};

    /**
     * How long the execution may take, as a number with a unit ({@code "500ms"}, {@code "30s"}, {@code "5m"}, {@code "2h"},
     * {@code "1d"}) or as ISO-8601 ({@code "PT30S"}). Past it, the execution is recorded as
     * {@link ExecutionStatus#TIMEOUT}; nothing is interrupted. Default: no limit.
     */
    String timeout() default "";

    /** Whether the arguments are stored, in {@code input_data}. */
    boolean captureInput() default true;

    /** Whether the result is stored, in {@code output_data}. */
    boolean captureOutput() default true;
}
