// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation.runtime;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.TrackedStage;
import dev.agenttracking.annotation.ValidationHooks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a tracked method before it is called: a static constant of generated code, or made once by reflection.
 * A method is an execution, a stage, or both (then the stage runs inside the execution).
 *
 * <p><b>Threading</b>: immutable.
 */
public final class TrackedMethod {

    private final Class<?> beanClass;
    private final String agent;
    private final String method;
    private final boolean execution;
    private final @Nullable TrackedStage stage;
    private final @Nullable ValidationHooks hooks;
    private final boolean checksResponse;
    private final boolean asksWhetherToRespond;
    private final List<Parameter> parameters;
    private final List<String> tags;
    private final long timeoutNanos;
    private final boolean captureInput;
    private final boolean captureOutput;
    private final boolean sensitiveResult;
    private final Class<?> resultType;
    private final boolean suspends;

    private TrackedMethod(Builder builder) {
        this.beanClass = builder.beanClass;
        this.agent = builder.agent;
        this.method = builder.method;
        this.execution = builder.execution;
        this.stage = builder.stage;
        this.hooks = builder.hooks;
        this.asksWhetherToRespond = stage != null && stage.kind() == ExecutionStage.SHOULD_RESPOND;
        this.checksResponse = stage != null && hooks != null && hooks.checksResponse(stage);
        this.parameters = List.copyOf(builder.parameters);
        this.tags = builder.tags;
        this.timeoutNanos = builder.timeoutNanos;
        this.captureInput = builder.captureInput;
        this.captureOutput = builder.captureOutput;
        this.sensitiveResult = builder.sensitiveResult;
        this.resultType = builder.resultType;
        this.suspends = builder.suspends;
    }

    /**
     * Begins the description of a method.
     *
     * @param beanClass the class that its author wrote, never a generated subclass
     * @param agent the agent's name
     * @param method the method's name in the record
     */
    public static Builder of(Class<?> beanClass, String agent, String method) {
        return new Builder(beanClass, agent, method);
    }

    /** The class that its author wrote. */
    public Class<?> beanClass() {
        return beanClass;
    }

    /** The agent's name. */
    public String agent() {
        return agent;
    }

    /** The method's name in the record. */
    public String method() {
        return method;
    }

    /** Whether each call is an execution. */
    public boolean isExecution() {
        return execution;
    }

    /** The stage that each call is, null where it is none. */
    public @Nullable TrackedStage stage() {
        return stage;
    }

    /** Whether each call asks the agent if it wants to answer. */
    public boolean asksWhetherToRespond() {
        return asksWhetherToRespond;
    }

    /** The declarations of the agent's class, null where it was compiled without the processor or has no stages. */
    public @Nullable ValidationHooks hooks() {
        return hooks;
    }

    /** Whether the text that each call returns must be JSON of a declared shape. */
    public boolean checksResponse() {
        return checksResponse;
    }

    /** The parameters, in their order. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /** The execution's labels. */
    public List<String> tags() {
        return tags;
    }

    /** The execution's time limit in nanoseconds, 0 for none. */
    public long timeoutNanos() {
        return timeoutNanos;
    }

    /** Whether the arguments are stored. */
    public boolean capturesInput() {
        return captureInput;
    }

    /** Whether the result is stored. */
    public boolean capturesOutput() {
        return captureOutput;
    }

    /** Whether the result is replaced by {@code "***"}. */
    public boolean hasSensitiveResult() {
        return sensitiveResult;
    }

    /**
     * The erasure of the declared result, by which a result that ends later keeps its type; {@code Object.class} where it is
     * unknown or of no use, as for plain values.
     */
    public Class<?> resultType() {
        return resultType;
    }

    /**
     * Whether it is a Kotlin {@code suspend} function: its result goes to a continuation, which is none of its
     * {@link #parameters()}, unless the method returns it at once.
     */
    public boolean suspends() {
        return suspends;
    }

    @Override
    public String toString() {
        return agent + "." + method;
    }

    /** What becomes of a parameter's value. */
    public enum Role {
        /** Stored in {@code input_data} under its name. */
        INPUT,
        /** Fills {@code vault_id}. */
        VAULT_ID,
        /** Fills {@code conversation_id}. */
        CONVERSATION_ID,
        /** Fills {@code user_id}. */
        USER_ID,
        /** Fills {@code call_reason}. */
        CALL_REASON
    }

    /**
     * A parameter of a tracked method.
     *
     * @param name its name in {@code input_data}
     * @param role what becomes of its value
     * @param sensitive whether its value is replaced by {@code "***"}
     * @param optional whether it may be left out: declared as {@code Nullable} or {@code Optional}
     */
    public record Parameter(String name, Role role, boolean sensitive, boolean optional) {}

    /** Collects what {@link TrackedMethod} says. Used by one thread. */
    public static final class Builder {

        private final Class<?> beanClass;
        private final String agent;
        private final String method;
        private final List<Parameter> parameters = new ArrayList<>();
        private boolean execution;
        private @Nullable TrackedStage stage;
        private @Nullable ValidationHooks hooks;
        private List<String> tags = List.of();
        private long timeoutNanos;
        private boolean captureInput = true;
        private boolean captureOutput = true;
        private boolean sensitiveResult;
        private Class<?> resultType = Object.class;
        private boolean suspends;

        private Builder(Class<?> beanClass, String agent, String method) {
            this.beanClass = beanClass;
            this.agent = agent;
            this.method = method;
        }

        /** Makes each call an execution. */
        public Builder execution() {
            this.execution = true;
            return this;
        }

        /** Makes each call a stage. */
        public Builder stage(TrackedStage stage) {
            this.stage = stage;
            return this;
        }

        /** The declarations of the agent's class. */
        public Builder hooks(ValidationHooks hooks) {
            this.hooks = hooks;
            return this;
        }

        /** Adds the next parameter. */
        public Builder parameter(String name, Role role, boolean sensitive) {
            this.parameters.add(new Parameter(name, role, sensitive, false));
            return this;
        }

        /** Adds the next parameter, which may be left out. */
        public Builder optionalParameter(String name, Role role, boolean sensitive) {
            this.parameters.add(new Parameter(name, role, sensitive, true));
            return this;
        }

        /** The execution's labels. */
        public Builder tags(String... tags) {
            this.tags = List.of(tags);
            return this;
        }

        /** The execution's time limit in nanoseconds, 0 for none. */
        public Builder timeoutNanos(long timeoutNanos) {
            this.timeoutNanos = timeoutNanos;
            return this;
        }

        /** Leaves the arguments out of the record. */
        public Builder withoutInput() {
            this.captureInput = false;
            return this;
        }

        /** Leaves the result out of the record. */
        public Builder withoutOutput() {
            this.captureOutput = false;
            return this;
        }

        /** Replaces the result by {@code "***"}. */
        public Builder sensitiveResult() {
            this.sensitiveResult = true;
            return this;
        }

        /** The erasure of the declared result. */
        public Builder returns(Class<?> type) {
            this.resultType = type;
            return this;
        }

        /** Makes it a Kotlin {@code suspend} function. */
        public Builder suspending() {
            this.suspends = true;
            return this;
        }

        /** The description. */
        public TrackedMethod build() {
            return new TrackedMethod(this);
        }
    }
}
