// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving.results;

import dev.agenttracking.execution.CurrentExecution;
import kotlin.coroutines.CoroutineContext;

/** The element of a coroutine whose execution is known. */
final class ExecutionElement extends ThreadElement {

    private final CurrentExecution.Handle handle;

    ExecutionElement(CurrentExecution.Handle handle) {
        this.handle = handle;
    }

    @Override
    CurrentExecution.Handle handle(CoroutineContext context) {
        return handle;
    }
}
