// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.ClassUtils;

/**
 * The application's registry of observations, where somebody listens there. Asked for at the first execution.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class ApplicationObservations implements Supplier<@Nullable ObservationRegistry> {

    private static final String METERS = "io.micrometer.core.instrument.observation.MeterObservationHandler";

    private final Supplier<@Nullable ObservationRegistry> registry;

    ApplicationObservations(
            ObjectProvider<ObservationRegistry> registries,
            ObjectProvider<ObservationHandler<?>> handlers,
            ObservationsProperties.Enabled enabled) {
        this.registry = new Once<>(() -> switch (enabled) {
            case FALSE -> null;
            case TRUE -> registries.getIfUnique();
            case AUTO -> onlyMakeMeters(handlers.stream().toList()) ? null : registries.getIfUnique();
        });
    }

    @Override
    public @Nullable ObservationRegistry get() {
        return registry.get();
    }

    /** Of the beans. Where there are none, the registry is one that somebody has set up by hand. */
    private static boolean onlyMakeMeters(List<ObservationHandler<?>> handlers) {
        List<ObservationHandler<?>> interested =
                handlers.stream().filter(ApplicationObservations::isInterested).toList();
        return !interested.isEmpty() && interested.stream().allMatch(ApplicationObservations::makesMeters);
    }

    private static boolean isInterested(ObservationHandler<?> handler) {
        try {
            return handler.supportsContext(new Observation.Context());
        } catch (RuntimeException unclear) {
            return true;
        }
    }

    private static boolean makesMeters(ObservationHandler<?> handler) {
        return ClassUtils.getAllInterfacesForClassAsSet(handler.getClass()).stream()
                .anyMatch(type -> type.getName().equals(METERS));
    }
}
