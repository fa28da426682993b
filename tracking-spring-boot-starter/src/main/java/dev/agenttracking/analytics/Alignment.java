// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import dev.agenttracking.analytics.SideBySide.LlmCallPair;
import dev.agenttracking.analytics.SideBySide.ModelCall;
import dev.agenttracking.analytics.SideBySide.StagePair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Puts two executions beside each other: stages by name and occurrence, calls of models by their position. */
final class Alignment {

    private Alignment() {}

    static SideBySide of(Side a, Side b) {
        ExecutionSummary first = a.execution().summary();
        ExecutionSummary second = b.execution().summary();
        return new SideBySide(
                first,
                second,
                difference(first.durationMillis(), second.durationMillis()),
                same(a.execution().inputData(), b.execution().inputData()),
                same(a.execution().outputData(), b.execution().outputData()),
                stages(a.stages(), b.stages()),
                llmCalls(a.llmCalls(), b.llmCalls()));
    }

    private static List<StagePair> stages(List<StageSpan> a, List<StageSpan> b) {
        Map<Run, StageSpan> first = runs(a);
        Map<Run, StageSpan> second = runs(b);
        List<StagePair> pairs = new ArrayList<>();
        List<Run> inSecond = List.copyOf(second.keySet());
        Map<Run, Integer> places = new HashMap<>();
        inSecond.forEach(run -> places.put(run, places.size()));
        int passed = 0;
        for (Map.Entry<Run, StageSpan> run : first.entrySet()) {
            int place = places.getOrDefault(run.getKey(), -1);
            for (; passed <= place; passed++) {
                addUnlessInFirst(inSecond.get(passed), first, second, pairs);
            }
            pairs.add(pair(run.getKey(), run.getValue(), second.get(run.getKey())));
        }
        for (; passed < inSecond.size(); passed++) {
            addUnlessInFirst(inSecond.get(passed), first, second, pairs);
        }
        return List.copyOf(pairs);
    }

    private static void addUnlessInFirst(
            Run run, Map<Run, StageSpan> first, Map<Run, StageSpan> second, List<StagePair> pairs) {
        if (!first.containsKey(run)) {
            pairs.add(pair(run, null, second.get(run)));
        }
    }

    private static Map<Run, StageSpan> runs(List<StageSpan> spans) {
        Map<String, Integer> occurrences = new HashMap<>();
        Map<Run, StageSpan> runs = new LinkedHashMap<>();
        for (StageSpan span : spans) {
            runs.put(new Run(span.stage(), occurrences.merge(span.stage(), 1, Integer::sum)), span);
        }
        return runs;
    }

    private static StagePair pair(Run run, @Nullable StageSpan a, @Nullable StageSpan b) {
        Double difference = a == null || b == null ? null : difference(a.durationMillis(), b.durationMillis());
        return new StagePair(run.stage(), run.occurrence(), a, b, difference);
    }

    private static List<LlmCallPair> llmCalls(List<LlmInteraction> a, List<LlmInteraction> b) {
        List<LlmCallPair> pairs = new ArrayList<>();
        for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
            LlmInteraction first = i < a.size() ? a.get(i) : null;
            LlmInteraction second = i < b.size() ? b.get(i) : null;
            pairs.add(
                    first == null || second == null
                            ? new LlmCallPair(i, call(first), call(second), null, null, null)
                            : new LlmCallPair(
                                    i,
                                    call(first),
                                    call(second),
                                    difference(first.latencyMillis(), second.latencyMillis()),
                                    same(first.llmRequest(), second.llmRequest()),
                                    same(first.llmResponse(), second.llmResponse())));
        }
        return List.copyOf(pairs);
    }

    private static @Nullable ModelCall call(@Nullable LlmInteraction call) {
        return call == null
                ? null
                : new ModelCall(
                        call.operation(),
                        call.responseModel() == null ? call.requestModel() : call.responseModel(),
                        call.tokens(),
                        call.latencyMillis(),
                        call.costUsd(),
                        call.finishReason(),
                        call.errorType());
    }

    private static @Nullable Double difference(@Nullable Double a, @Nullable Double b) {
        return a == null || b == null ? null : (Double) (b - a);
    }

    /** As {@code jsonb} compares: 1 is 1.0, and members have no order. */
    private static @Nullable Boolean same(@Nullable JsonNode a, @Nullable JsonNode b) {
        if (a == null || b == null) {
            return a == b ? null : Boolean.FALSE;
        }
        return a.equals(Alignment::compared, b);
    }

    private static int compared(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue());
        }
        return a.equals(b) ? 0 : 1;
    }

    /** One of the two, with its parts in the order in which they began. */
    record Side(ExecutionDetails execution, List<StageSpan> stages, List<LlmInteraction> llmCalls) {}

    /** A run of a stage, by what it is found in the other execution. */
    private record Run(String stage, int occurrence) {}
}
