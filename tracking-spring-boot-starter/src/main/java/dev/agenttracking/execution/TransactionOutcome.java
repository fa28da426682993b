// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a transaction in which executions ended: it ends after them, and they may be stored by then.
 *
 * <p><b>Threading</b>: thread-safe.
 */
public final class TransactionOutcome {

    /** For how many executions of one transaction, or of what lies between two of its savepoints, somebody waits at most. */
    static final int MAX_WAITING = 10_000;

    private static final Logger log = LoggerFactory.getLogger(TransactionOutcome.class);

    private final List<Consumer<TransactionEnd>> waiting = new ArrayList<>();
    private volatile @Nullable TransactionEnd end;
    private int refused;

    /** How it ended, null while it goes on. */
    public @Nullable TransactionEnd end() {
        return end;
    }

    /** It has ended. Only the first end counts. */
    public void ended(TransactionEnd how) {
        List<Consumer<TransactionEnd>> told;
        int untold;
        synchronized (waiting) {
            if (end != null) {
                return;
            }
            end = how;
            told = List.copyOf(waiting);
            untold = refused;
            waiting.clear();
        }
        if (how != TransactionEnd.COMMITTED) {
            told.forEach(listener -> listener.accept(how));
            if (untold > 0) {
                log.warn(
                        "A transaction ended as {} after {} executions; only the first {} rows say so.",
                        how.storedName(),
                        told.size() + untold,
                        told.size());
            }
        }
    }

    /** Tells somebody where it does not end as it should: when it does, or at once where it has. */
    public void whenNotCommitted(Consumer<TransactionEnd> listener) {
        TransactionEnd known;
        synchronized (waiting) {
            known = end;
            if (known == null && waiting.size() < MAX_WAITING) {
                waiting.add(listener);
            } else if (known == null) {
                refused++;
            }
        }
        if (known != null && known != TransactionEnd.COMMITTED) {
            listener.accept(known);
        }
    }
}
