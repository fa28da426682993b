// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.quality.ExecutionValidator;
import dev.agenttracking.weaving.AgentCatalogue;
import dev.agenttracking.weaving.results.PolledFutures;
import dev.agenttracking.writer.WriterWork;

/** Asks futures whether they have ended, looks at executions that have, and at the catalogue of agents once. */
final class WriterThreadWork implements WriterWork {

    private final PolledFutures futures;
    private final ExecutionValidator validator;
    private final AgentCatalogue catalogue;
    private final Faults faults;
    private boolean begun;

    WriterThreadWork(PolledFutures futures, ExecutionValidator validator, AgentCatalogue catalogue, Faults faults) {
        this.futures = futures;
        this.validator = validator;
        this.catalogue = catalogue;
        this.faults = faults;
    }

    @Override
    public void beforeBatch() {
        try {
            futures.run();
        } catch (Throwable fault) {
            faults.swallow("asking futures whether they are done", fault);
        }
        if (!begun) {
            begun = true;
            reportSharedNames();
        }
    }

    private void reportSharedNames() {
        try {
            catalogue.reportSharedNames();
        } catch (Throwable fault) {
            faults.swallow("reading the catalogue of agents", fault);
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
