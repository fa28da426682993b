// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.quality.ExecutionValidator;
import dev.agenttracking.weaving.AgentCatalogue;
import dev.agenttracking.weaving.results.PolledFutures;
import dev.agenttracking.writer.WriterWork;

/** Asks futures whether they have ended, looks at executions that have, and at the catalogue of agents once. */
final class WriterThreadWork implements WriterWork {

    private final PolledFutures futures;
    private final ExecutionValidator validator;
    private final AgentCatalogue catalogue;
    private boolean begun;

    WriterThreadWork(PolledFutures futures, ExecutionValidator validator, AgentCatalogue catalogue) {
        this.futures = futures;
        this.validator = validator;
        this.catalogue = catalogue;
    }

    @Override
    public void beforeBatch() {
        futures.run();
        if (!begun) {
            begun = true;
            catalogue.reportSharedNames();
        }
    }

    @Override
    public void inspect(Execution ended) {
        validator.accept(ended);
    }
}
