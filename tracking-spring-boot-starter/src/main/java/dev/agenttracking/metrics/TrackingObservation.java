// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.metrics;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.docs.ObservationDocumentation;

/** Every observation of this library. Its span has a name of its own, such as {@code invoke_agent PoetAgent}. */
public enum TrackingObservation implements ObservationDocumentation {
    /** An execution, from its begin to the end of its result. */
    EXECUTION("tracking.execution"),
    /** A stage. */
    STAGE("tracking.stage"),
    /** A call of a model that its client does not let be observed. */
    LLM_CALL("tracking.llm.call");

    private final String name;

    TrackingObservation(String name) {
        this.name = name;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public KeyName[] getLowCardinalityKeyNames() {
        return KeyName.merge(ObservedKey.LowCardinality.values());
    }

    @Override
    public KeyName[] getHighCardinalityKeyNames() {
        return KeyName.merge(ObservedKey.HighCardinality.values());
    }

    /** Whether a meter's name is one that a handler of Micrometer's makes of one of these, {@code ….active} included. */
    public static boolean isMeterOfOne(String meter) {
        for (TrackingObservation each : values()) {
            if (meter.equals(each.name) || meter.startsWith(each.name + ".")) {
                return true;
            }
        }
        return false;
    }
}
