// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.execution.Faults;
import dev.agenttracking.quality.QualityListener;
import org.springframework.beans.factory.ObjectProvider;

/** Tells all listeners of the application; one that fails does not keep the others from hearing. */
final class QualityListeners implements QualityListener {

    private final ObjectProvider<QualityListener> listeners;
    private final Faults faults;

    QualityListeners(ObjectProvider<QualityListener> listeners, Faults faults) {
        this.listeners = listeners;
        this.faults = faults;
    }

    @Override
    public void rated(String agent, double score) {
        listeners.orderedStream().forEach(listener -> {
            try {
                listener.rated(agent, score);
            } catch (Throwable fault) {
                faults.swallow("telling a listener of an answer's quality", fault);
            }
        });
    }
}
