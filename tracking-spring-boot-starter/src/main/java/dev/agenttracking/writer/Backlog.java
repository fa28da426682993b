// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits between the thread that takes executions from the queue and those that bring them to the store: so much in memory, then
 * files, first in first out. What other processes have left in files comes in between.
 *
 * <p><b>Threading</b>: thread-safe. What is taken by one that stores stays its own until it is settled, or claimed at the end.
 */
final class Backlog {

    private final WriterAccount account;
    private final @Nullable Spill spill;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final BoundedMemory memory;
    private final InFlight inFlight = new InFlight();
    private long put;
    private long taken;
    private boolean inheritedNext;
    private boolean ending;
    private volatile boolean spillFull;

    /**
     * Makes an empty one.
     *
     * @param maxBytes how much may wait in memory, what is being stored included; one fits in any case
     * @param spill where the rest waits, null for nowhere
     */
    Backlog(long maxBytes, WriterAccount account, @Nullable Spill spill) {
        this.memory = new BoundedMemory(maxBytes);
        this.account = account;
        this.spill = spill;
    }

    /**
     * Takes in, from the front on, those that find a place in memory or a file. Who waits for some learns of it with
     * {@link #wake()}, so that it gets several at once.
     *
     * @param records the others stay in it
     * @return those that are in a file now
     */
    List<Pending> put(Deque<Pending> records, String format) {
        lock.lock();
        try {
            if (!hasFiles()) {
                putIntoMemory(records);
            }
            return putIntoFile(records, format);
        } finally {
            lock.unlock();
        }
    }

    private void putIntoMemory(Deque<Pending> records) {
        while (!records.isEmpty() && memory.add(records.peek())) {
            records.remove();
            put++;
        }
    }

    private List<Pending> putIntoFile(Deque<Pending> records, String format) {
        List<Pending> rest = List.copyOf(records);
        int appended = append(encoded(rest), format);
        put += appended;
        for (int i = 0; i < appended; i++) {
            records.remove();
        }
        return rest.subList(0, appended);
    }

    /** Those in front that have bytes. */
    private static List<EncodedRecord> encoded(List<Pending> records) {
        List<EncodedRecord> encoded = new ArrayList<>(records.size());
        for (Pending record : records) {
            EncodedRecord bytes = record.record();
            if (bytes == null) {
                break;
            }
            encoded.add(bytes);
        }
        return encoded;
    }

    /** Takes one into a file, whatever room there is in memory. */
    boolean spill(EncodedRecord record, String format) {
        lock.lock();
        try {
            if (ending || append(List.of(record), format) == 0) {
                return false;
            }
            put++;
            account.spilledBesideQueue();
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next to be stored, in one go; waits for some.
     *
     * @param ownOnly whether what other processes have left is left for later
     * @return null where there were none within the time, or none will come
     */
    @Nullable
    PendingBatch take(int most, long waitNanos, boolean ownOnly) throws InterruptedException {
        lock.lock();
        try {
            long left = waitNanos;
            while (!ending) {
                PendingBatch batch = next(most, ownOnly);
                if (batch != null || left <= 0) {
                    return batch;
                }
                left = changed.awaitNanos(left);
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Some of a batch need to wait no more.
     *
     * @param outcome what became of each, for the account; not called where they were claimed
     * @return false where they were claimed meanwhile: what becomes of them is somebody else's business
     */
    boolean settle(PendingBatch batch, List<Pending> records, Consumer<Pending> outcome) {
        lock.lock();
        try {
            if (!inFlight.settle(batch, records)) {
                return false;
            }
            records.forEach(outcome);
            SpillSegment file = batch.file();
            if (file == null) {
                memory.release(records);
            } else if (spill != null) {
                spill.settle(file, records.size());
            }
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something may have been settled, or put. */
    void awaitChange(long nanos) throws InterruptedException {
        lock.lock();
        try {
            if (nanos > 0) {
                long unused = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Has those that wait look again. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A number for all that was put so far. */
    long mark() {
        lock.lock();
        try {
            return put;
        } finally {
            lock.unlock();
        }
    }

    /** Whether all that was put before a mark is settled. */
    boolean isSettled(long mark) {
        lock.lock();
        try {
            return Math.min(taken, inFlight.first()) >= mark;
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing of this process waits, nor is being stored. */
    boolean isEmpty() {
        lock.lock();
        try {
            return memory.isEmpty() && inFlight.isEmpty() && !hasFiles();
        } finally {
            lock.unlock();
        }
    }

    /** Whether all of this process is stored that can be: a file that cannot be read now is the next start's. */
    boolean isDrained() {
        lock.lock();
        try {
            return !hasOwn() && inFlight.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Whether something of this process waits that can be taken. */
    boolean hasWaiting() {
        lock.lock();
        try {
            return !ending && hasOwn();
        } finally {
            lock.unlock();
        }
    }

    /** Whether records of this process are in files that are not stored yet. */
    boolean hasSpilled() {
        lock.lock();
        try {
            return hasFiles() || inFlight.hasSpilled();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the last one that was to go to a file found no room in any. */
    boolean isSpillFull() {
        return spillFull;
    }

    /** How much is in files. Waits for nobody: a disk that hangs has the lock, and probes and scrapes ask for this. */
    long spilledBytes() {
        return spill == null ? 0 : spill.bytes();
    }

    /** Looks for what processes have left that are no more. Not at the end: nobody would let go of it any more. */
    void takeOver(String format) {
        if (spill != null) {
            lock.lock();
            try {
                if (!ending) {
                    spill.takeOver(format);
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Says to those who clean up that the files are in use. */
    void touchFiles() {
        if (spill != null) {
            SpillFolder.touchHeld(spill.directory());
        }
    }

    /** Nothing will come, nor be taken any more: what waits is given up. */
    void end() {
        lock.lock();
        try {
            ending = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Gives up what waits in memory. */
    List<Pending> claimWaiting() {
        lock.lock();
        try {
            List<Pending> claimed = memory.first(Integer.MAX_VALUE);
            memory.take(claimed.size());
            taken += claimed.size();
            memory.release(claimed);
            return claimed;
        } finally {
            lock.unlock();
        }
    }

    /** Gives up what is being stored, of which nobody knows whether it will be: but for what is in files, which stays there. */
    List<Pending> claimInFlight() {
        lock.lock();
        try {
            List<Pending> claimed = inFlight.claim();
            memory.release(claimed);
            return claimed;
        } finally {
            lock.unlock();
        }
    }

    /** Whether what waits in memory could wait in a file. */
    boolean canSpill() {
        return spill != null;
    }

    /** At the end: takes one into a file. */
    boolean spillLast(EncodedRecord record, String format) {
        lock.lock();
        try {
            return append(List.of(record), format) > 0;
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of the files. */
    void close() {
        lock.lock();
        try {
            if (spill != null) {
                spill.close();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The result is how many are in files now. */
    private int append(List<EncodedRecord> records, String format) {
        if (spill == null) {
            return 0;
        }
        int appended = spill.append(records, format);
        spillFull = appended < records.size();
        return appended;
    }

    private boolean hasFiles() {
        return spill != null && spill.hasUnread();
    }

    private boolean hasOwn() {
        return !memory.isEmpty() || spill != null && spill.canReadOwn();
    }

    /** What is inherited and what is this process's, in turn. */
    private @Nullable PendingBatch next(int most, boolean ownOnly) {
        if (!ownOnly && (inheritedNext || !hasOwn())) {
            PendingBatch batch = spill == null ? null : fromFile(spill, spill.readInherited(most), false);
            if (batch != null) {
                inheritedNext = false;
                return batch;
            }
        }
        inheritedNext = true;
        if (!memory.isEmpty()) {
            return fromMemory(most);
        }
        return spill == null ? null : fromFile(spill, spill.readOwn(most), true);
    }

    /** Where memory does not suffice for the batch, nothing is taken. */
    private PendingBatch fromMemory(int most) {
        List<Pending> records = memory.first(most);
        PendingBatch batch = new PendingBatch(taken, null, records, false);
        inFlight.add(batch);
        memory.take(records.size());
        taken += records.size();
        return batch;
    }

    /** The same. Null where there is nothing, or all that was there is damaged. */
    private @Nullable PendingBatch fromFile(Spill files, SpillSegment.@Nullable Chunk chunk, boolean own) {
        if (chunk == null) {
            return null;
        }
        List<Pending> records = new ArrayList<>();
        chunk.records().forEach(record -> records.add(Pending.read(record, chunk.segment())));
        PendingBatch batch = null;
        if (!records.isEmpty()) {
            batch = new PendingBatch(
                    own ? taken : Long.MAX_VALUE, chunk.segment().format(), records, !own);
            inFlight.add(batch);
        }
        files.pass(chunk);
        if (own) {
            taken += records.size() + chunk.lost();
            account.damaged(chunk.lost());
        } else {
            account.found(chunk.segment().file(), records.size());
            account.foundDamaged(chunk.segment().file(), chunk.lost());
        }
        return batch;
    }
}
