// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.quality.ExecutionValidator;
import dev.agenttracking.weaving.results.PolledFutures;
import dev.agenttracking.writer.WriterWork;

/** Asks futures whether they have ended, and looks at executions that have. */
final class WriterThreadWork implements WriterWork {

    private final PolledFutures futures;
    private final ExecutionValidator validator;
    private final Faults faults;

    WriterThreadWork(PolledFutures futures, ExecutionValidator validator, Faults faults) {
        this.futures = futures;
        this.validator = validator;
        this.faults = faults;
    }

    @Override
    public void beforeBatch() {
        try {
            futures.run();
        } catch (Throwable fault) {
            faults.swallow("asking futures whether they are done", fault);
        }
    }

    @Override
    public void inspect(Execution ended) {
        try {
            validator.accept(ended);
        } catch (Throwable fault) {
            faults.swallow("looking at an execution that has ended", fault);
        }
    }
}
