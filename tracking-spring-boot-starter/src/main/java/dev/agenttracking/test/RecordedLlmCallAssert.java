// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test;

import dev.agenttracking.analytics.LlmInteraction;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Assertions about one call of a model. */
public final class RecordedLlmCallAssert extends AbstractAssert<RecordedLlmCallAssert, LlmInteraction> {

    private final RecordedExecutionAssert execution;

    RecordedLlmCallAssert(LlmInteraction actual, RecordedExecutionAssert execution) {
        super(actual, RecordedLlmCallAssert.class);
        this.execution = execution;
    }

    /** This model was asked. */
    public RecordedLlmCallAssert hasModel(String model) {
        return check(model.equals(actual.requestModel()), "of the model " + model, actual.requestModel());
    }

    /** It was made in this stage. */
    public RecordedLlmCallAssert inStage(String stage) {
        return check(stage.equals(actual.stage()), "in the stage " + stage, actual.stage());
    }

    /** It used so many tokens; input includes what was read from a cache. */
    public RecordedLlmCallAssert hasTokens(long input, long output) {
        return check(
                Long.valueOf(input).equals(actual.tokens().inputTokens())
                        && Long.valueOf(output).equals(actual.tokens().outputTokens()),
                "with " + input + " + " + output + " tokens",
                actual.tokens());
    }

    /** What was sent has this text somewhere in its messages. */
    public RecordedLlmCallAssert hasRequestContaining(String part) {
        JsonNode request = actual.llmRequest();
        return check(containsText(request, part), "with \"" + part + "\" in its request", request);
    }

    /** What came back has this content. */
    public RecordedLlmCallAssert hasResponse(String content) {
        JsonNode response = actual.llmResponse();
        return check(
                response != null && content.equals(response.path("content").asString(null)),
                "with the response \"" + content + "\"",
                response);
    }

    /** Nothing has come back. */
    public RecordedLlmCallAssert isUnanswered() {
        return check(actual.latencyMillis() == null, "without an answer", actual.llmResponse());
    }

    /** Back to its execution. */
    public RecordedExecutionAssert execution() {
        return execution;
    }

    private static boolean containsText(@Nullable JsonNode json, String part) {
        if (json == null) {
            return false;
        }
        return json.isString()
                ? json.stringValue().contains(part)
                : json.valueStream().anyMatch(child -> containsText(child, part));
    }

    private RecordedLlmCallAssert check(boolean holds, String expectation, @Nullable Object instead) {
        execution.check(holds, "to make its llm call " + actual.sequence() + " " + expectation, instead);
        return this;
    }
}
