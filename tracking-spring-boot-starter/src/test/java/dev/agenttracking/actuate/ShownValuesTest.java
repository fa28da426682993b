// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.agenttracking.analytics.ExecutionReport;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import tools.jackson.databind.JsonNode;

class ShownValuesTest {

    /** Texts and JSON that are no content: names, ids, codes, figures. */
    private static final Set<String> FACTS = Set.of(
            "agent",
            "agentMethod",
            "agentName",
            "conversationId",
            "currentStage",
            "errorType",
            "finishReason",
            "instanceId",
            "label",
            "llmModel",
            "logLevel",
            "name",
            "operation",
            "priceVersion",
            "provider",
            "reasonCode",
            "requestModel",
            "responseMetrics",
            "responseModel",
            "serviceName",
            "serviceVersion",
            "source",
            "sourceId",
            "sourceType",
            "spanId",
            "stage",
            "stageKind",
            "stageStatus",
            "tags",
            "toolName",
            "traceId",
            "userId",
            "vaultId");

    @Test
    void hideAllThatIsNotKnownToBeFact() {
        Set<String> texts = new TreeSet<>();
        collectTexts(ExecutionReport.class, texts);

        Set<String> known = new TreeSet<>(FACTS);
        known.addAll(ShownValues.CONTENT);
        assertThat(texts).isEqualTo(known);
    }

    @Test
    void hideValuesButNotWhetherThereIsOne() {
        JsonNode hidden = shown(Show.NEVER)
                .of(
                        Map.of(
                                "inputData", Map.of("a", 1),
                                "responseWarnings", List.of("one", "two"),
                                "logs", List.of(Map.of("message", "hello", "sequence", 0))),
                        SecurityContext.NONE);
        assertThat(hidden.at("/inputData").asString()).isEqualTo("******");
        assertThat(hidden.at("/responseWarnings").toString()).isEqualTo("[\"******\",\"******\"]");
        assertThat(hidden.at("/logs/0/message").asString()).isEqualTo("******");
        assertThat(hidden.at("/logs/0/sequence").asInt()).isZero();
    }

    @Test
    void giveEachShownValueWithItsPathToTheFunctions() {
        JsonNode shown = shown(
                        Show.ALWAYS,
                        SanitizingFunction.sanitizeValue().ifKeyEquals("data.cards.number"),
                        SanitizingFunction.of(data -> data.withValue("a name")).ifKeyEquals("data.name"))
                .of(
                        Map.of(
                                "data",
                                Map.of(
                                        "cards",
                                        List.of(Map.of("number", 4111, "year", 2030), Map.of("number", 5500)),
                                        "name",
                                        "Ada")),
                        SecurityContext.NONE);
        assertThat(shown.at("/data/cards/0/number").asString()).isEqualTo("******");
        assertThat(shown.at("/data/cards/0/year").isInt()).isTrue();
        assertThat(shown.at("/data/cards/1/number").asString()).isEqualTo("******");
        assertThat(shown.at("/data/name").asString()).isEqualTo("a name");
    }

    private static ShownValues shown(Show show, SanitizingFunction... functions) {
        return new ShownValues(show, Set.of(), List.of(functions));
    }

    private static void collectTexts(Class<?> type, Set<String> texts) {
        for (RecordComponent component : type.getRecordComponents()) {
            Class<?> value = elementType(component.getGenericType());
            if (value.isRecord()) {
                collectTexts(value, texts);
            } else if (value == String.class || value == JsonNode.class) {
                texts.add(nameOf(component));
            }
        }
    }

    private static Class<?> elementType(Type type) {
        return type instanceof ParameterizedType list
                ? (Class<?>)
                        Arrays.stream(list.getActualTypeArguments()).findFirst().orElseThrow()
                : (Class<?>) type;
    }

    private static String nameOf(RecordComponent component) {
        JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
        return property == null ? component.getName() : property.value();
    }
}
