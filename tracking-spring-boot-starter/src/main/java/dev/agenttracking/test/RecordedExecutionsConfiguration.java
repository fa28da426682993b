// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test;

import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.Sampling;
import dev.agenttracking.memory.MemoryRecordSink;
import dev.agenttracking.payload.JsonContent;
import dev.agenttracking.postgres.ContentLimits;
import dev.agenttracking.postgres.Presence;
import dev.agenttracking.writer.ExecutionWriter;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/**
 * Replaces the store of a context by {@link RecordedExecutions}, which becomes a bean: for tests that make their contexts
 * themselves, as with {@code ApplicationContextRunner.withUserConfiguration}. Brings the auto-configuration of tracking along.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration
public class RecordedExecutionsConfiguration {

    /** Made by Spring. */
    public RecordedExecutionsConfiguration() {}

    @Bean
    RecordedExecutions agentTrackingRecordedExecutions(
            MemoryRecordSink recordedExecutionsStore, ExecutionWriter writer, ExecutionRecorder recorder) {
        return new RecordedExecutions(recordedExecutionsStore, recorder, writer::flush, agent -> {});
    }

    @Bean
    @Primary
    MemoryRecordSink agentTrackingRecordedStore(JsonContent content, ContentLimits limits, Presence presence) {
        return new MemoryRecordSink(RecordedExecutions.LIMITS, content, limits, presence);
    }

    @Bean
    Sampling agentTrackingRecordedSampling() {
        return Sampling.none();
    }
}
