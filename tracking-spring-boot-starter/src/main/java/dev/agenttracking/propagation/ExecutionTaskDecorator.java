// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.propagation;

import dev.agenttracking.execution.CurrentExecution;
import org.springframework.core.task.TaskDecorator;

/**
 * Runs the tasks of Spring's executors, those of {@code @Async} among them, within the execution that handed them in. Spring Boot
 * applies it beside the application's own decorators. A task that is handed in outside of any execution stays as it is.
 */
public final class ExecutionTaskDecorator implements TaskDecorator {

    @Override
    public Runnable decorate(Runnable task) {
        CurrentExecution.Handle handle = CurrentExecution.capture();
        if (handle.isEmpty()) {
            return task;
        }
        return () -> {
            try (CurrentExecution.Scope ignored = CurrentExecution.enter(handle)) {
                task.run();
            }
        };
    }
}
