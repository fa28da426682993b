// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.execution.Surroundings.TraceIds;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Puts the ids of Micrometer's traces on the rows. */
@AutoConfiguration
@ConditionalOnClass(Tracer.class)
@ConditionalOnBooleanProperty(name = "tracking.enabled", matchIfMissing = true)
public final class TracingAutoConfiguration {

    @Bean
    static TraceSource agentTrackingTraceSource(ObjectProvider<Tracer> tracers) {
        Once<Tracer> tracer = new Once<>(tracers::getIfUnique);
        return () -> idsOf(tracer.get());
    }

    private static @Nullable TraceIds idsOf(@Nullable Tracer tracer) {
        Span span = tracer == null ? null : tracer.currentSpan();
        TraceContext context = span == null ? null : span.context();
        return context == null || context.traceId().isEmpty()
                ? null
                : new TraceIds(context.traceId(), context.spanId());
    }
}
