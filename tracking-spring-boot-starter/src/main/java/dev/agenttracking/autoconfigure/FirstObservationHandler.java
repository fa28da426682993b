// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.llm.springai.SpringAiObservations;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry.ObservationConfig;
import java.util.List;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationHandlerGroup;

/**
 * Has Spring Boot register what watches Spring AI before all other handlers.
 *
 * <p><b>Order</b>: before any group. Those that say nothing of theirs are equal to this one, so that sorting, which is stable and asks
 * this one, too, puts it first.
 */
final class FirstObservationHandler implements ObservationHandlerGroup {

    @Override
    public void registerMembers(ObservationConfig config, List<ObservationHandler<?>> members) {
        for (ObservationHandler<?> member : members) {
            config.observationHandler(member);
            if (member instanceof SpringAiObservations observations) {
                observations.isFirst();
            }
        }
    }

    @Override
    public int compareTo(ObservationHandlerGroup other) {
        return other == this ? 0 : -1;
    }

    @Override
    public Class<?> handlerType() {
        return SpringAiObservations.class;
    }
}
