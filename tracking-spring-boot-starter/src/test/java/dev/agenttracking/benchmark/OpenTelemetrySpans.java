// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/** The same by hand with the OpenTelemetry SDK: a span and four children, to a batch processor that exports nowhere. */
final class OpenTelemetrySpans implements AutoCloseable {

    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(BatchSpanProcessor.builder(new Nowhere()).build())
            .build();
    private final Tracer tracer = provider.get("benchmark");

    SdkTracerProvider provider() {
        return provider;
    }

    String run() {
        Span span = tracer.spanBuilder("StagedAgent.run")
                .setAttribute("agent.name", "StagedAgent")
                .setAttribute("agent.method", "run")
                .startSpan();
        try (Scope ignored = span.makeCurrent()) {
            Work.once();
            stage("pre_process");
            stage("llm_call");
            stage("llm_parse");
            stage("post_process");
            return "done";
        } finally {
            span.end();
        }
    }

    private void stage(String name) {
        Span span = tracer.spanBuilder(name).setAttribute("stage", name).startSpan();
        try (Scope ignored = span.makeCurrent()) {
            Work.once();
        } finally {
            span.end();
        }
    }

    @Override
    public void close() {
        provider.close();
    }

    private static final class Nowhere implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
