// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import dev.agenttracking.annotation.runtime.TrackedMethod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Puts arguments and results into an execution, as its method and the settings want them.
 *
 * <p><b>Failure</b>: what cannot be read is left out, alone; nothing is thrown.
 */
final class ContentCapture {

    static final String MASK = "***";

    private final UnaryOperator<@Nullable Object> snapshots;
    private final Faults faults;

    ContentCapture(UnaryOperator<@Nullable Object> snapshots, Faults faults) {
        this.snapshots = snapshots;
        this.faults = faults;
    }

    /** The value as it is now. */
    @Nullable
    Object snapshot(@Nullable Object value) {
        try {
            return snapshots.apply(value);
        } catch (Throwable fault) {
            faults.swallow("capturing a value", fault);
            return null;
        }
    }

    /** Takes over the array: what is in it afterwards is the execution's. */
    void arguments(Execution execution, @Nullable Object[] arguments) {
        List<TrackedMethod.Parameter> parameters = execution.method().parameters();
        boolean captures = execution.policy().captureInput();
        for (int i = 0; i < parameters.size() && i < arguments.length; i++) {
            TrackedMethod.Parameter parameter = parameters.get(i);
            Object argument = arguments[i];
            if (parameter.role() != TrackedMethod.Role.INPUT) {
                arguments[i] = null;
                fillColumn(execution, parameter, argument);
            } else {
                arguments[i] = parameter.sensitive() ? MASK : captures ? snapshot(argument) : null;
            }
        }
        if (captures) {
            execution.input(arguments);
        }
    }

    void input(Execution execution, Map<String, ?> input) {
        try {
            if (execution.policy().captureInput()) {
                Map<String, Object> captured = new LinkedHashMap<>();
                input.forEach((name, value) -> captured.put(name, snapshot(value)));
                execution.input(captured);
            }
        } catch (Throwable fault) {
            faults.swallow("capturing an input", fault);
        }
    }

    /** The method's result, where the agent has not said something else. */
    void result(Execution execution, @Nullable Object result) {
        if (execution.output() == null) {
            output(execution, result);
        }
    }

    /** One element of a result. */
    Object element(Execution execution, @Nullable Object element) {
        Object kept = execution.method().hasSensitiveResult() ? MASK : snapshot(element);
        return kept == null ? "null" : kept;
    }

    void output(Execution execution, @Nullable Object output) {
        if (output != null && execution.policy().captureOutput()) {
            execution.output(execution.method().hasSensitiveResult() ? MASK : snapshot(output));
        }
    }

    private void fillColumn(Execution execution, TrackedMethod.Parameter parameter, @Nullable Object argument) {
        if (argument == null) {
            return;
        }
        try {
            String text = parameter.sensitive() ? MASK : String.valueOf(argument);
            switch (parameter.role()) {
                case VAULT_ID -> execution.vaultId(text);
                case CONVERSATION_ID -> execution.conversationId(text);
                case USER_ID -> execution.userId(text);
                case CALL_REASON -> execution.callReason(text);
                case INPUT -> throw new IllegalArgumentException("fills no column: " + parameter);
            }
        } catch (Throwable fault) {
            faults.swallow("reading the argument '" + parameter.name() + "'", fault);
        }
    }
}
