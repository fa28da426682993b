// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionAnalytics;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** A question about one execution. */
abstract class OneExecutionCommand extends RowsCommand {

    @Parameters(paramLabel = "ID", converter = IdConverter.class, description = "The execution's id.")
    private @Nullable UUID id;

    OneExecutionCommand(Shell shell) {
        super(shell);
    }

    /** Asks. */
    abstract Answer answer(ExecutionAnalytics analytics, UUID asked, Instant now);

    @Override
    final void check(Instant now) {}

    @Override
    final Answer answer(ExecutionAnalytics analytics, Instant now) {
        return answer(analytics, Objects.requireNonNull(id), now);
    }
}
