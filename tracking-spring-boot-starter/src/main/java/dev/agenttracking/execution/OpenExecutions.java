// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/**
 * The executions under way, so that the writer can find those that take long. A table of slots, reached by the id's random bits:
 * one compare-and-set to enter and one store to leave, without an object. Where too many are under way the rest goes to a map.
 *
 * <p><b>Threading</b>: thread-safe. An execution may leave on another thread than it entered.
 */
public final class OpenExecutions {

    private static final int SLOTS = 4096;
    private static final int PROBES = 8;

    private final AtomicReferenceArray<Execution> slots = new AtomicReferenceArray<>(SLOTS);
    private final Set<Execution> overflow = ConcurrentHashMap.newKeySet();

    void add(Execution execution) {
        int first = slotOf(execution);
        for (int i = 0; i < PROBES; i++) {
            int slot = (first + i) & (SLOTS - 1);
            if (slots.getPlain(slot) == null && slots.compareAndSet(slot, null, execution)) {
                return;
            }
        }
        overflow.add(execution);
    }

    void remove(Execution execution) {
        int first = slotOf(execution);
        for (int i = 0; i < PROBES; i++) {
            int slot = (first + i) & (SLOTS - 1);
            if (slots.getPlain(slot) == execution) {
                slots.setRelease(slot, null);
                return;
            }
        }
        overflow.remove(execution);
    }

    /** The same by another thread than the one that ends it, which may do so too: the slot may be another's by then. */
    private void removeFromAside(Execution execution) {
        int first = slotOf(execution);
        for (int i = 0; i < PROBES; i++) {
            if (slots.compareAndSet((first + i) & (SLOTS - 1), execution, null)) {
                return;
            }
        }
        overflow.remove(execution);
    }

    /**
     * Hands over each execution that is under way, and those that have ended and are just being handed on. Those that enter or
     * leave meanwhile may or may not be among them.
     */
    public void forEach(Consumer<Execution> action) {
        for (int slot = 0; slot < SLOTS; slot++) {
            Execution execution = slots.getAcquire(slot);
            if (execution != null) {
                action.accept(execution);
            }
        }
        overflow.forEach(action);
    }

    /**
     * Ends those whose calls are over, and whose end could not be recorded then.
     *
     * @param handedOnNanos whatever ended before has been handed on, if it could be
     */
    public void endGivenUp(long handedOnNanos) {
        forEach(execution -> {
            if (execution.isUnended()) {
                endGivenUp(execution);
            } else if (execution.hasEnded() && execution.endNanos() - handedOnNanos < 0) {
                removeFromAside(execution);
            }
        });
    }

    private static void endGivenUp(Execution execution) {
        try {
            execution.recorder().endings().endGivenUp(execution);
        } catch (Throwable fault) {
            execution.recorder().faults().swallow("ending a call that was given up", fault);
        }
    }

    private static int slotOf(Execution execution) {
        return (int) execution.idLow() & (SLOTS - 1);
    }
}
