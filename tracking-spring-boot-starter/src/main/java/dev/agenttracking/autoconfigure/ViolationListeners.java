// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.execution.Faults;
import dev.agenttracking.quality.ViolationListener;
import org.springframework.beans.factory.ObjectProvider;

/** Tells all listeners of the application; one that fails does not keep the others from hearing. */
final class ViolationListeners implements ViolationListener {

    private final ObjectProvider<ViolationListener> listeners;
    private final Faults faults;

    ViolationListeners(ObjectProvider<ViolationListener> listeners, Faults faults) {
        this.listeners = listeners;
        this.faults = faults;
    }

    @Override
    public void violated(String agent, String kind, int count) {
        listeners.orderedStream().forEach(listener -> {
            try {
                listener.violated(agent, kind, count);
            } catch (Throwable fault) {
                faults.swallow("telling a listener of a violation", fault);
            }
        });
    }
}
