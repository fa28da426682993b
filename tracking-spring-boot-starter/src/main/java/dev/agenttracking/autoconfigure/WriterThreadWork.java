// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.quality.ExecutionValidator;
import dev.agenttracking.weaving.results.PolledFutures;
import dev.agenttracking.writer.WriterWork;

/** Asks futures whether they have ended, and looks at executions that have. */
final class WriterThreadWork implements WriterWork {

    private final PolledFutures futures;
    private final ExecutionValidator validator;

    WriterThreadWork(PolledFutures futures, ExecutionValidator validator) {
        this.futures = futures;
        this.validator = validator;
    }

    @Override
    public void beforeBatch() {
        futures.run();
    }

    @Override
    public void inspect(Execution ended) {
        validator.accept(ended);
    }
}
