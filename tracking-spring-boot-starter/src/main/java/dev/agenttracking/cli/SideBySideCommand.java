// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.SideBySide;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code side-by-side}: two executions, stage by stage and call by call. */
@Command(
        name = "side-by-side",
        description = "Shows two executions beside each other, stage by stage and call by call.")
final class SideBySideCommand extends RowsCommand {

    @Parameters(index = "0", paramLabel = "A", converter = IdConverter.class, description = "The first execution's id.")
    private @Nullable UUID a;

    @Parameters(
            index = "1",
            paramLabel = "B",
            converter = IdConverter.class,
            description = "The second execution's id.")
    private @Nullable UUID b;

    SideBySideCommand(Shell shell) {
        super(shell);
    }

    @Override
    void check(Instant now) {}

    @Override
    Answer answer(ExecutionAnalytics analytics, Instant now) {
        UUID first = Objects.requireNonNull(a);
        UUID second = Objects.requireNonNull(b);
        SideBySide both = analytics
                .sideBySide(first, second)
                .orElseThrow(() -> CommandFailedException.noExecution(
                        analytics.execution(first).isEmpty() ? first : second));
        List<StagePairRow> rows = both.stages().stream().map(StagePairRow::of).toList();
        return new Answer(both, new SideBySidePage(both).page(shell().terminal()), StagePairRow.COLUMNS, rows);
    }
}
