// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes each call of a method a stage of the execution it runs in. Calls from inside the class ({@code this.preProcess()})
 * count too where the class was compiled with the processor.
 *
 * <p>A {@link ExecutionStage#SHOULD_RESPOND} stage decides whether the agent answers: it returns a {@code boolean} or a
 * {@code dev.agenttracking.Relevance}, and a "no" makes the execution {@link ExecutionStatus#SKIPPED}.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Stage {

    /** What kind of step this is. */
    ExecutionStage value();

    /** The stage's name in the record. Default: the kind's lower-case name, for example {@code pre_process}. */
    String name() default "";

    /** Whether an execution that succeeds must have run this stage; one that did not says so in its metadata. */
    boolean required() default false;

    /**
     * The shape of the JSON text that this stage returns ({@code CharSequence}, or a {@code CompletionStage} or {@code Mono}
     * of it): a record or class. Default, {@code void.class}: no check.
     */
    Class<?> response() default void.class;
}
