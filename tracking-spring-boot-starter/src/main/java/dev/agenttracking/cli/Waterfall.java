// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionSummary;
import dev.agenttracking.analytics.StageSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The stages of an execution below each other, each with a bar from its begin to its end; that of a stage which has not ended goes on
 * to now.
 */
record Waterfall(ExecutionSummary execution, List<StageSpan> stages, Instant now) {

    private static final int MAX_INDENTS = 12;
    private static final int MAX_LABEL_SHARE = 3;
    private static final String GAP = "  ";

    Page page(Terminal terminal) {
        Page page = new Page(terminal)
                .line(Notes.joined(
                        GAP,
                        execution.agentName() + "." + execution.agentMethod(),
                        execution.status().storedName(),
                        Figures.millis(execution.durationMillis())))
                .line(execution.id().toString())
                .line("");
        if (stages.isEmpty()) {
            return page.line("It has no stages");
        }
        List<String> labels = labels();
        Layout layout = layout(labels, terminal.columns());
        for (int i = 0; i < stages.size(); i++) {
            StageSpan stage = stages.get(i);
            String label = DisplayText.fitted(labels.get(i), layout.labelColumns);
            String before = DisplayText.padded(label, layout.labelColumns)
                    + GAP
                    + DisplayText.rightAligned(Figures.millis(stage.durationMillis()), layout.durationColumns)
                    + GAP;
            Bar bar = bar(stage, layout);
            page.entry(before + " ".repeat(bar.begin), bar.text(), style(stage));
        }
        String end = Figures.millis(layout.totalMillis);
        String scale = DisplayText.padded("0", layout.barColumns - DisplayText.width(end)) + end;
        return page.entry(" ".repeat(layout.barBegin()), scale, Style.FAINT);
    }

    /** A stage around another began before it. */
    private List<String> labels() {
        Map<Integer, Integer> depths = new HashMap<>();
        List<String> labels = new ArrayList<>();
        for (StageSpan stage : stages) {
            int depth = stage.parentSequence() == null ? 0 : depths.getOrDefault(stage.parentSequence(), 0) + 1;
            depths.put(stage.sequence(), depth);
            String status = "completed".equals(stage.status()) ? "" : " (" + stage.status() + ")";
            labels.add(GAP.repeat(Math.min(depth, MAX_INDENTS)) + DisplayText.oneLine(stage.stage() + status));
        }
        return labels;
    }

    private Layout layout(List<String> labels, int columns) {
        int duration = 0;
        double total = execution.durationMillis() == null ? elapsedMillis() : execution.durationMillis();
        for (StageSpan stage : stages) {
            duration = Math.max(duration, DisplayText.width(Figures.millis(stage.durationMillis())));
            total = Math.max(total, endMillis(stage, 0));
        }
        int longest = labels.stream().mapToInt(DisplayText::width).max().orElse(0);
        int label = Math.min(longest, columns / MAX_LABEL_SHARE);
        return new Layout(label, duration, columns - label - duration - 2 * GAP.length(), total);
    }

    private static Bar bar(StageSpan stage, Layout layout) {
        double perColumn = layout.totalMillis / layout.barColumns;
        int begin = perColumn == 0 ? 0 : (int) (Math.max(0, stage.offsetMillis()) / perColumn);
        int end = perColumn == 0 ? 1 : (int) Math.ceil(endMillis(stage, layout.totalMillis) / perColumn);
        int first = Math.min(begin, layout.barColumns - 1);
        int columns = Math.max(1, Math.min(end, layout.barColumns) - first);
        return new Bar(first, columns, stage.durationMillis() != null);
    }

    private static double endMillis(StageSpan stage, double whereOpen) {
        Double duration = stage.durationMillis();
        return duration == null ? Math.max(whereOpen, stage.offsetMillis()) : stage.offsetMillis() + duration;
    }

    private double elapsedMillis() {
        return Math.max(0, Duration.between(execution.startedAt(), now).toNanos() / 1e6);
    }

    private static @Nullable Style style(StageSpan stage) {
        return switch (stage.status()) {
            case "failed" -> Style.BAD;
            case "started" -> Style.OPEN;
            default -> Style.GOOD;
        };
    }

    /** Where everything stands. */
    private record Layout(int labelColumns, int durationColumns, int barColumns, double totalMillis) {

        int barBegin() {
            return labelColumns + durationColumns + 2 * GAP.length();
        }
    }

    /** A bar, within its columns. */
    private record Bar(int begin, int columns, boolean hasEnded) {

        String text() {
            return (hasEnded ? "█" : "▒").repeat(columns);
        }
    }
}
