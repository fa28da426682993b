// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.Execution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes ended executions from the queue, has them looked at, and leaves out those that are not sampled.
 *
 * <p><b>Threading</b>: the writer's thread.
 *
 * <p><b>Failure</b>: one that cannot be taken, as for want of memory, is dropped and counted; the others are taken.
 */
final class Intake {

    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    private final WriterSettings settings;
    private final MpscAtomicArrayQueue<Execution> queue;
    private final WriterAccount account;
    private final Map<UUID, RunningRow> runningRows;
    private final WriterWork work;

    /**
     * Makes an intake.
     *
     * @param runningRows what is known of rows of executions that take long
     * @param work looks at each execution
     */
    Intake(
            WriterSettings settings,
            MpscAtomicArrayQueue<Execution> queue,
            WriterAccount account,
            Map<UUID, RunningRow> runningRows,
            WriterWork work) {
        this.settings = settings;
        this.queue = queue;
        this.account = account;
        this.runningRows = runningRows;
        this.work = work;
    }

    /**
     * Takes as many as a batch may have.
     *
     * @param inspected whether they are to be stored, so that somebody may look at them
     */
    List<Execution> take(boolean inspected) {
        List<Execution> taken = new ArrayList<>();
        for (int i = 0; i < settings.batchSize(); i++) {
            Execution execution = queue.relaxedPoll();
            if (execution == null) {
                break;
            }
            account.taken(1);
            if (inspected) {
                inspect(execution);
            }
            select(execution, taken);
        }
        return taken;
    }

    private void inspect(Execution execution) {
        try {
            work.inspect(execution);
        } catch (Throwable fault) {
            debug("An execution is stored without having been looked at", fault);
        }
    }

    private void select(Execution execution, List<Execution> taken) {
        int before = taken.size();
        try {
            taken.addAll(settings.sampling().select(execution));
        } catch (Throwable fault) {
            account.dropped(DropReason.REJECTED, 1);
            runningRows.computeIfPresent(execution.id(), (id, row) -> RunningRow.lost(execution.status()));
            debug("An execution is dropped", fault);
            return;
        }
        int more = taken.size() - before - 1;
        account.leftOut(-more);
        account.taken(more);
    }

    /** Where even the logger fails, the work goes on. */
    private static void debug(String what, Throwable fault) {
        try {
            log.debug(what, fault);
        } catch (Throwable unreported) {
            // There is nobody to tell.
        }
    }
}
