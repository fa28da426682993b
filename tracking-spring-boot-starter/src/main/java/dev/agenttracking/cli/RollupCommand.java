// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.RollupState;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rollup}: sums up hours and days at once. */
@Command(
        name = "rollup",
        description =
                "Sums up hours and days at once that applications would sum up by and by, so that questions about long times"
                        + " are quick. Broken off, it goes on where it was when it is run again.")
final class RollupCommand extends TrackingCommand {

    private static final int BAR_COLUMNS = 30;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    RollupCommand(Shell shell) {
        super(shell);
    }

    @Override
    void run() throws Exception {
        RollupState end;
        try (Progress progress = progress()) {
            end = database().rollUp(backfill -> backfill.run(state -> progress.at(bar(state.part()))));
        }
        print(output, end, page(end));
    }

    private Page page(RollupState state) {
        Page page = new Page(shell().terminal());
        if (state.reached() == null) {
            return page.line("There is nothing to sum up");
        }
        return page.line("Summed up to " + Figures.moment(state.reached()));
    }

    static String bar(double part) {
        int done = (int) (part * BAR_COLUMNS);
        return String.format(
                Locale.ROOT, "%s%s %.0f %%", "█".repeat(done), "░".repeat(BAR_COLUMNS - done), Math.floor(part * 100));
    }
}
