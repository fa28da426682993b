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
     * The shape of the JSON text that this stage returns ({@code CharSequence}, or a {@code CompletionStage} or {@code Mono} of
     * it, or a Kotlin {@code suspend} function's): a record, a class, an enum, an array of one, a scalar such as
     * {@code Integer.class}, or a sealed interface. Default, {@code void.class}: no check. The processor writes the check as
     * plain code; where the class was compiled without it, there is none. A contract is the stage's: it counts for all methods of
     * the class with that stage's name.
     *
     * <p>The text is the JSON alone (RFC 8259; of equal names the last counts), or has it in a Markdown code fence, with prose
     * around it: the first fence marked {@code json} counts, else the first without a mark. Prose around JSON without a fence is a
     * fault.
     *
     * <p>A property may be missing or null, and is then null or empty in Java, unless it
     * <ul>
     *   <li>is a primitive,
     *   <li>has {@code @NotNull}, {@code @NotBlank} or {@code @NotEmpty} of Jakarta Validation, JSpecify's {@code @NonNull}, or
     *       {@code @JsonProperty(required = true)},
     *   <li>belongs to a type under JSpecify's {@code @NullMarked} that is compiled together with the agent, and neither has an
     *       annotation named {@code Nullable} nor is an {@code Optional}.
     * </ul>
     * Elements of lists and values of maps may be null by the same rules, but are never missing. Properties that the type does
     * not have are allowed.
     *
     * <p>Properties are a record's components; of a class the fields, its superclasses' included, that are public, carry an
     * annotation of Jackson or a constraint, or have a public getter, a setter or a parameter of a constructor by their name (final
     * fields: the last alone); the setters; and the parameters of constructors with {@code @JsonProperty}. Jackson's
     * {@code @JsonProperty}, {@code @JsonAlias}, {@code @JsonNaming} and {@code @JsonIgnore} count; settings of a mapper are not
     * known here. Numbers, texts and booleans do not stand for each other; {@code java.time} types, {@code UUID} and {@code URI}
     * are text in their usual form. A type whose JSON cannot be told (an interface, sealed or not, an abstract class,
     * {@code Object}, {@code JsonNode}, one with {@code @JsonValue}, a factory, a deserializer or a naming strategy of its own, a
     * library's class with a constructor for one text or number) takes any value.
     *
     * <p>Of Jakarta Validation count {@code NotNull, NotBlank, NotEmpty, Size, Min, Max, DecimalMin, DecimalMax, Positive,
     * PositiveOrZero, Negative, NegativeOrZero, Pattern, Email, AssertTrue} and {@code AssertFalse}, without groups, also on type
     * arguments; limits on numbers, not on numbers in texts.
     */
    Class<?> response() default void.class;
}
