// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.propagation;

import dev.agenttracking.execution.CurrentExecution;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Makes the current execution part of what Micrometer's context propagation carries: over executors that use it, and, where the
 * application switches that on, over Reactor's operators. Found as a service.
 */
public final class ExecutionThreadLocalAccessor implements ThreadLocalAccessor<CurrentExecution.Handle> {

    @Override
    public Object key() {
        return CurrentExecution.CONTEXT_KEY;
    }

    @Override
    public CurrentExecution.@Nullable Handle getValue() {
        CurrentExecution.Handle handle = CurrentExecution.capture();
        return handle.isEmpty() ? null : handle;
    }

    @Override
    public void setValue(CurrentExecution.Handle value) {
        CurrentExecution.set(value);
    }

    @Override
    public void setValue() {
        CurrentExecution.set(CurrentExecution.NOWHERE);
    }
}
