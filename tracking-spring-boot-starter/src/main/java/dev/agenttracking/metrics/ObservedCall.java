// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.metrics;

import dev.agenttracking.execution.CallObserver;
import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Failures;
import dev.agenttracking.metrics.ObservedKey.LowCardinality;
import io.micrometer.observation.NullObservation;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One observation under way.
 *
 * <p><b>Failure</b>: what handlers throw comes out; the thread is then in what it was in before.
 */
final class ObservedCall implements CallObserver.Observed {

    private final Observation observation;
    private final Runnable completion;

    /**
     * Makes one of an observation that was started.
     *
     * @param completion adds what is known at the end
     */
    ObservedCall(Observation observation, Runnable completion) {
        this.observation = observation;
        this.completion = completion;
    }

    Observation observation() {
        return observation;
    }

    @Override
    public CurrentExecution.Scope enter() {
        return open(observation);
    }

    @Override
    public CurrentExecution.Scope leave() {
        ObservationView around = observation.getContextView().getParentObservation();
        return open(around instanceof Observation outer ? outer : new NullObservation(registry()).start());
    }

    @Override
    public Map<Object, Object> context() {
        return Map.of(ObservationThreadLocalAccessor.KEY, observation);
    }

    @Override
    public void end(@Nullable Throwable failure) {
        try {
            String error = ErrorTypes.of(failure);
            observation.lowCardinalityKeyValue(
                    LowCardinality.ERROR_TYPE.asString(), error == null ? BoundedTags.NONE : error);
            completion.run();
            if (failure != null) {
                observation.error(Failures.unwrap(failure));
            }
        } finally {
            observation.stop();
        }
    }

    private ObservationRegistry registry() {
        return observation.getObservationRegistry();
    }

    private CurrentExecution.Scope open(Observation entered) {
        ObservationRegistry registry = registry();
        Observation.Scope before = registry.getCurrentObservationScope();
        try {
            Observation.Scope opened = entered.openScope();
            return () -> close(opened, before);
        } catch (Throwable fault) {
            registry.setCurrentObservationScope(before);
            throw fault;
        }
    }

    private void close(Observation.Scope opened, Observation.@Nullable Scope before) {
        try {
            opened.close();
        } catch (Throwable fault) {
            registry().setCurrentObservationScope(before);
            throw fault;
        }
    }
}
