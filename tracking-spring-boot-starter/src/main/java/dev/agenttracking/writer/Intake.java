// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.Execution;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes ended executions from the queue, has them looked at, leaves out those that are not sampled, turns the others into what the
 * store takes, and puts them into the backlog.
 *
 * <p><b>Threading</b>: the writer's thread.
 *
 * <p><b>Failure</b>: one that cannot be taken, as for want of memory, is dropped and counted; the others are taken.
 */
final class Intake {

    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    /** The store must not wait until all of a large batch is turned into bytes. */
    private static final int MOST_A_ROUND = 256;

    private final WriterSettings settings;
    private final MpscAtomicArrayQueue<Object> queue;
    private final WriterAccount account;
    private final @Nullable RecordEncoder encoder;
    private final Backlog backlog;
    private final Map<UUID, RunningRow> runningRows;
    private final WriterWork work;
    private final Followers followers;
    /** What was taken, and waits for its place. */
    private final Deque<Pending> held = new ArrayDeque<>();

    private final String format;
    private volatile boolean outOfTime;

    /**
     * Makes an intake.
     *
     * @param encoder null for a store that takes executions as they are
     * @param runningRows what is known of rows of executions that take long
     * @param work looks at each execution
     */
    Intake(
            WriterSettings settings,
            MpscAtomicArrayQueue<Object> queue,
            WriterAccount account,
            @Nullable RecordEncoder encoder,
            Backlog backlog,
            Map<UUID, RunningRow> runningRows,
            WriterWork work,
            Followers followers) {
        this.settings = settings;
        this.queue = queue;
        this.account = account;
        this.encoder = encoder;
        this.backlog = backlog;
        this.runningRows = runningRows;
        this.work = work;
        this.followers = followers;
        this.format = encoder == null ? "" : encoder.format();
    }

    /**
     * Takes some, no more than a batch may have, if there is room for them. A store that takes executions as they are gets one batch after
     * the other: what waits, waits in the queue.
     *
     * @return whether all that was taken has found its place
     */
    boolean round() {
        boolean news = !held.isEmpty();
        if (!placeHeld() || encoder == null && !backlog.isEmpty()) {
            return false;
        }
        int most = Math.min(settings.batchSize(), MOST_A_ROUND);
        int count = 0;
        while (count < most) {
            Object next = queue.relaxedPoll();
            if (next == null) {
                break;
            }
            count++;
            take(next, true);
        }
        boolean placed = placeHeld();
        if (news || count > 0) {
            backlog.wake();
        }
        return placed;
    }

    /** Whether there is more to take, or to find a place for. */
    boolean hasMore() {
        return !held.isEmpty() || !queue.isEmpty();
    }

    /** Whether what was taken last has found its place. */
    boolean hasPlacedAll() {
        return held.isEmpty();
    }

    /** Nobody looks at what comes any more: whoever looks at one may hang. */
    void outOfTime() {
        outOfTime = true;
    }

    /** At the end: all that is left, without anybody looking at it; each is in a file then, or dropped. */
    void giveUp() {
        for (Object next = queue.relaxedPoll(); next != null; next = queue.relaxedPoll()) {
            take(next, false);
            while (!held.isEmpty()) {
                giveUp(held.remove(), DropReason.SHUTDOWN);
            }
        }
        while (!held.isEmpty()) {
            giveUp(held.remove(), DropReason.SHUTDOWN);
        }
    }

    /** Puts one that waits in memory into a file, where it is not in the journal already, or drops it. */
    void giveUp(Pending record, DropReason reason) {
        EncodedRecord bytes = record.record();
        if (bytes != null && backlog.spillLast(bytes, format)) {
            account.spilled(1);
            followers.release(record);
        } else if (record.journal() != null) {
            account.spilled(1);
        } else {
            account.dropped(reason, record);
            runningRows.computeIfPresent(record.id(), (id, row) -> RunningRow.lost(record.status()));
        }
    }

    private void take(Object next, boolean inspected) {
        Execution execution = next instanceof Journaled journaled ? journaled.execution() : (Execution) next;
        SpillSegment journal = next instanceof Journaled journaled ? journaled.journal() : null;
        if (inspected && !outOfTime) {
            inspect(execution);
        }
        List<Execution> selected;
        try {
            selected = settings.sampling().select(execution);
        } catch (Throwable fault) {
            account.admitted(1);
            refuse(execution, journal, fault);
            return;
        }
        account.admitted(selected.size());
        if (selected.isEmpty()) {
            followers.release(journal);
        }
        for (Execution one : selected) {
            encode(one, one == execution ? journal : null);
        }
    }

    private void encode(Execution execution, @Nullable SpillSegment journal) {
        Pending record;
        try {
            boolean undecided = TransactionNotes.isUndecided(execution);
            if (encoder == null) {
                record = Pending.of(execution, undecided);
            } else {
                EncodedRecord bytes = new EncodedRecord(execution.id(), execution.status(), encoder.encode(execution));
                boolean followed = undecided || followers.follow(execution);
                record = Pending.of(bytes, followed ? execution : null, undecided, journal);
            }
        } catch (Throwable fault) {
            refuse(execution, journal, fault);
            return;
        }
        held.add(record);
    }

    private boolean placeHeld() {
        if (!held.isEmpty()) {
            List<Pending> inFile = backlog.put(held, format);
            if (!inFile.isEmpty()) {
                account.spilled(inFile.size());
                followers.stored(inFile);
            }
        }
        return held.isEmpty();
    }

    private void inspect(Execution execution) {
        try {
            work.inspect(execution);
        } catch (Throwable fault) {
            debug("An execution is stored without having been looked at", fault);
        }
    }

    private void refuse(Execution execution, @Nullable SpillSegment journal, Throwable fault) {
        account.dropped(DropReason.REJECTED);
        runningRows.computeIfPresent(execution.id(), (id, row) -> RunningRow.lost(execution.status()));
        followers.release(journal);
        debug("An execution is dropped", fault);
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
