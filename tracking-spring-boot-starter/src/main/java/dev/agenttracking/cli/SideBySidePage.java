// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionSummary;
import dev.agenttracking.analytics.SideBySide;
import dev.agenttracking.analytics.SideBySide.LlmCallPair;
import dev.agenttracking.analytics.SideBySide.ModelCall;
import dev.agenttracking.analytics.SideBySide.StagePair;
import dev.agenttracking.analytics.StageSpan;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The text of {@code side-by-side}. */
record SideBySidePage(SideBySide both) {

    private static final String NOT_THERE = "not there";

    Page page(Terminal terminal) {
        Page page = new Page(terminal);
        execution(page, "A", both.a());
        execution(page, "B", both.b());
        page.line("")
                .field("B took", difference(both.differenceMillis()))
                .field("Input", same(both.sameInput()))
                .field("Output", same(both.sameOutput()));
        if (!both.stages().isEmpty()) {
            TextTable table = new TextTable("stage", "A", "B", "B took");
            both.stages().forEach(pair -> table.row(stage(pair)));
            page.line("").table(table);
        }
        if (!both.llmCalls().isEmpty()) {
            TextTable table = new TextTable("LLM call", "A", "B", "B took", "sent", "answer");
            both.llmCalls().forEach(pair -> table.row(call(pair)));
            page.line("").table(table);
        }
        return page;
    }

    private static void execution(Page page, String side, ExecutionSummary execution) {
        page.entry(
                side + "  ",
                Notes.joined(
                        "  ",
                        execution.agentName() + "." + execution.agentMethod(),
                        execution.status().storedName(),
                        Figures.millis(execution.durationMillis()),
                        Figures.moment(execution.startedAt())),
                Style.STRONG);
        page.entry("   ", Notes.joined("  ", execution.id().toString(), Notes.of(execution)), Style.FAINT);
    }

    private static String[] stage(StagePair pair) {
        return new String[] {
            pair.stage() + (pair.occurrence() == 1 ? "" : " (" + pair.occurrence() + ")"),
            span(pair.a()),
            span(pair.b()),
            Objects.requireNonNullElse(difference(pair.differenceMillis()), Figures.NONE)
        };
    }

    private static String[] call(LlmCallPair pair) {
        return new String[] {
            models(pair),
            latency(pair.a()),
            latency(pair.b()),
            Objects.requireNonNullElse(difference(pair.differenceMillis()), Figures.NONE),
            Objects.requireNonNullElse(same(pair.sameRequest()), Figures.NONE),
            Objects.requireNonNullElse(same(pair.sameResponse()), Figures.NONE)
        };
    }

    private static String models(LlmCallPair pair) {
        List<String> models = Stream.of(pair.a(), pair.b())
                .filter(Objects::nonNull)
                .map(call -> call.model() == null ? "(model not known)" : call.model())
                .distinct()
                .toList();
        return (pair.sequence() + 1) + ". " + String.join(" → ", models);
    }

    private static String span(@Nullable StageSpan span) {
        if (span == null) {
            return NOT_THERE;
        }
        String duration = Figures.millis(span.durationMillis());
        return "completed".equals(span.status()) ? duration : span.status() + " " + duration;
    }

    private static String latency(@Nullable ModelCall call) {
        return call == null ? NOT_THERE : Figures.millis(call.latencyMillis());
    }

    private static @Nullable String difference(@Nullable Double millis) {
        if (millis == null) {
            return null;
        }
        return millis == 0 ? "the same" : Figures.millis(Math.abs(millis)) + (millis > 0 ? " more" : " less");
    }

    private static @Nullable String same(@Nullable Boolean same) {
        return same == null ? null : same ? "same" : "differs";
    }
}
