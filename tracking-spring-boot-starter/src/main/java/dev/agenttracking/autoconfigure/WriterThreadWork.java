// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.quality.ExecutionValidator;
import dev.agenttracking.quality.Judging;
import dev.agenttracking.weaving.AgentCatalogue;
import dev.agenttracking.weaving.results.PolledFutures;
import dev.agenttracking.writer.WriterWork;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks futures whether they have ended, looks at executions that have and measures them, has answers judged that are stored, and
 * looks at the catalogue of agents once.
 */
final class WriterThreadWork implements WriterWork {

    private final PolledFutures futures;
    private final ExecutionValidator validator;
    private final Supplier<@Nullable Judging> judging;
    private final AgentCatalogue catalogue;
    private final Consumer<Execution> meters;
    private final Faults faults;
    private boolean begun;

    /**
     * Makes the work.
     *
     * @param judging asked when the first execution is stored; null where no answer is put to a judge
     * @param meters measure executions that have ended, once they were looked at
     */
    WriterThreadWork(
            PolledFutures futures,
            ExecutionValidator validator,
            Supplier<@Nullable Judging> judging,
            AgentCatalogue catalogue,
            Consumer<Execution> meters,
            Faults faults) {
        this.judging = judging;
        this.futures = futures;
        this.validator = validator;
        this.catalogue = catalogue;
        this.meters = meters;
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
    public boolean follows(Execution ended) {
        return !ended.llmCalls().isEmpty() && judging.get() != null;
    }

    @Override
    public void stored(List<Execution> executions) {
        try {
            Judging judges = judging.get();
            if (judges != null) {
                executions.forEach(judges::offer);
            }
        } catch (Throwable fault) {
            faults.swallow("putting answers to a judge", fault);
        }
    }

    @Override
    public void stopped() {
        Judging judges = judging.get();
        if (judges != null) {
            judges.stop();
        }
    }

    @Override
    public void inspect(Execution ended) {
        try {
            validator.accept(ended);
        } catch (Throwable fault) {
            faults.swallow("looking at an execution that has ended", fault);
        }
        try {
            meters.accept(ended);
        } catch (Throwable fault) {
            faults.swallow("measuring an execution", fault);
        }
    }
}
