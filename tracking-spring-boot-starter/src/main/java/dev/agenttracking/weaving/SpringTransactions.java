// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import dev.agenttracking.execution.TransactionEnd;
import dev.agenttracking.execution.TransactionOutcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Hears how the transactions end that Spring manages, where calls end in one: one listener for each such transaction. Reactive
 * transactions, which no thread is in, are not heard.
 *
 * <p><b>Threading</b>: speaks of the thread that calls it.
 */
public final class SpringTransactions {

    /** For applications that have Spring's transactions on their class path. */
    public SpringTransactions() {}

    /** The transaction that this thread is in, or the part of it since a savepoint; null outside of any. */
    public @Nullable TransactionOutcome current() {
        if (!TransactionSynchronizationManager.isSynchronizationActive()
                || !TransactionSynchronizationManager.isActualTransactionActive()) {
            return null;
        }
        if (TransactionSynchronizationManager.getResource(this) instanceof Watch watch && !watch.isOver()) {
            return watch.current();
        }
        Watch watch = new Watch();
        TransactionSynchronizationManager.registerSynchronization(watch);
        bind(watch);
        return watch.current();
    }

    private void bind(Watch watch) {
        TransactionSynchronizationManager.unbindResourceIfPossible(this);
        TransactionSynchronizationManager.bindResource(this, watch);
    }

    private void unbind(Watch watch) {
        if (TransactionSynchronizationManager.getResource(this) == watch) {
            TransactionSynchronizationManager.unbindResource(this);
        }
    }

    /**
     * Follows one transaction. Its parts are those between savepoints: going back to one undoes the parts since; else all end as
     * the transaction does.
     *
     * <p><b>Order</b>: first, so that a commit that another listener keeps from happening is one that failed.
     */
    private final class Watch implements TransactionSynchronization {

        private final List<Part> parts = new ArrayList<>(List.of(new Part(null, new TransactionOutcome())));
        private boolean committing;
        private volatile boolean over;

        boolean isOver() {
            return over;
        }

        TransactionOutcome current() {
            return parts.get(parts.size() - 1).outcome();
        }

        @Override
        public int getOrder() {
            return Ordered.HIGHEST_PRECEDENCE;
        }

        @Override
        public void suspend() {
            unbind(this);
        }

        @Override
        public void resume() {
            bind(this);
        }

        @Override
        public void savepoint(Object savepoint) {
            parts.add(new Part(savepoint, new TransactionOutcome()));
        }

        /** One that is not known was set before the first call was seen. */
        @Override
        public void savepointRollback(Object savepoint) {
            int since = parts.size() - 1;
            while (since > 0 && parts.get(since).savepoint() != savepoint) {
                since--;
            }
            List<Part> undone = parts.subList(since, parts.size());
            undone.forEach(part -> part.outcome().ended(TransactionEnd.ROLLED_BACK));
            undone.clear();
            parts.add(new Part(savepoint, new TransactionOutcome()));
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            committing = true;
        }

        @Override
        public void beforeCompletion() {
            unbind(this);
        }

        @Override
        public void afterCompletion(int status) {
            over = true;
            unbind(this);
            TransactionEnd end = switch (status) {
                case STATUS_COMMITTED -> TransactionEnd.COMMITTED;
                case STATUS_ROLLED_BACK -> committing ? TransactionEnd.COMMIT_FAILED : TransactionEnd.ROLLED_BACK;
                default -> TransactionEnd.UNKNOWN;
            };
            parts.forEach(part -> part.outcome().ended(end));
        }
    }

    /**
     * What was done since a savepoint.
     *
     * @param savepoint null for the transaction's begin
     */
    private record Part(@Nullable Object savepoint, TransactionOutcome outcome) {}
}
