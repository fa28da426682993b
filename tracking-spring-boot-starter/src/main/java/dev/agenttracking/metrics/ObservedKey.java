// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.metrics;

import io.micrometer.common.docs.KeyName;

/**
 * The attributes of observations. There is no convention for stages, nor for what is this library's alone: those have names of their
 * own, never invented ones of {@code gen_ai.}.
 */
interface ObservedKey {

    /** Few values. */
    enum LowCardinality implements KeyName {
        OPERATION("gen_ai.operation.name"),
        AGENT("gen_ai.agent.name"),
        PROVIDER("gen_ai.provider.name"),
        SYSTEM("gen_ai.system"),
        REQUEST_MODEL("gen_ai.request.model"),
        RESPONSE_MODEL("gen_ai.response.model"),
        STREAM("gen_ai.request.stream"),
        ERROR_TYPE("error.type"),
        METHOD("tracking.method"),
        STATUS("tracking.status"),
        STAGE("tracking.stage"),
        STAGE_KIND("tracking.stage.kind");

        private final String key;

        LowCardinality(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }

    /** As many values as there are calls. */
    enum HighCardinality implements KeyName {
        CONVERSATION("gen_ai.conversation.id"),
        EXECUTION("tracking.execution.id"),
        INPUT_TOKENS("gen_ai.usage.input_tokens"),
        OUTPUT_TOKENS("gen_ai.usage.output_tokens"),
        CACHE_READ_TOKENS("gen_ai.usage.cache_read.input_tokens"),
        /** Of {@code otel-1.41} and Spring AI. */
        CACHE_CREATION_TOKENS("gen_ai.usage.cache_creation.input_tokens"),
        /** Of {@code otel-genai-dev}. */
        CACHE_WRITE_TOKENS("gen_ai.usage.cache_write.input_tokens"),
        REASONING_TOKENS("gen_ai.usage.reasoning.output_tokens"),
        FINISH_REASONS("gen_ai.response.finish_reasons"),
        /** In seconds. */
        FIRST_CHUNK("gen_ai.response.time_to_first_chunk"),
        COST("tracking.cost.usd");

        private final String key;

        HighCardinality(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }
}
