// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.metrics;

import io.micrometer.common.docs.KeyName;

/** The tags of meters. The values of each are few: see {@link BoundedTags}. */
enum MeterTag implements KeyName {
    AGENT("agent"),
    METHOD("method"),
    STAGE("stage"),
    STATUS("status"),
    KIND("kind"),
    MODEL("model"),
    TYPE("type"),
    BUDGET("budget"),
    MODE("mode"),
    REASON("reason"),
    RULE("rule"),
    OUTCOME("outcome"),
    OPERATION("gen_ai.operation.name"),
    PROVIDER("gen_ai.provider.name"),
    SYSTEM("gen_ai.system"),
    REQUEST_MODEL("gen_ai.request.model"),
    RESPONSE_MODEL("gen_ai.response.model"),
    TOKEN_TYPE("gen_ai.token.type"),
    GEN_AI_AGENT("gen_ai.agent.name"),
    TOOL("gen_ai.tool.name"),
    ERROR_TYPE("error.type"),
    ERROR("error");

    private final String key;

    MeterTag(String key) {
        this.key = key;
    }

    @Override
    public String asString() {
        return key;
    }
}
