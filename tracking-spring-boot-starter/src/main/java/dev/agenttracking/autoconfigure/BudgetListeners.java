// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.execution.Faults;
import dev.agenttracking.llm.BudgetListener;
import org.springframework.beans.factory.ObjectProvider;

/** Tells all listeners of the application; one that fails does not keep the others from hearing. */
final class BudgetListeners implements BudgetListener {

    private final ObjectProvider<BudgetListener> listeners;
    private final Faults faults;

    BudgetListeners(ObjectProvider<BudgetListener> listeners, Faults faults) {
        this.listeners = listeners;
        this.faults = faults;
    }

    @Override
    public void exceeded(Exceeded exceeded) {
        try {
            listeners.orderedStream().forEach(listener -> tell(listener, exceeded));
        } catch (Throwable fault) {
            faults.swallow("telling of a budget", fault);
        }
    }

    private void tell(BudgetListener listener, Exceeded exceeded) {
        try {
            listener.exceeded(exceeded);
        } catch (Throwable fault) {
            faults.swallow("telling a listener of a budget", fault);
        }
    }
}
