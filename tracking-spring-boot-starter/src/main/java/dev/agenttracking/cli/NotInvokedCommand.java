// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.IdleAgent;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code not-invoked}: the agents that applications have and that did not run. */
@Command(
        name = "not-invoked",
        description = "Lists the agents that applications have and of which no execution passes the filters.")
final class NotInvokedCommand extends RowsCommand {

    private static final List<String> COLUMNS =
            List.of("serviceName", "agentName", "enabled", "isBean", "lastStartedAt");

    @Mixin
    private final FilterOptions filters = new FilterOptions();

    @Mixin
    private final LimitOptions limit = new LimitOptions();

    NotInvokedCommand(Shell shell) {
        super(shell);
    }

    @Override
    void check(Instant now) {
        limit.of(filters.filter(now));
    }

    @Override
    Answer answer(ExecutionAnalytics analytics, Instant now) {
        ExecutionFilter filter = limit.of(filters.filter(now));
        List<IdleAgent> agents = analytics.agentsNotInvoked(filter);
        return new Answer(agents, page(agents, filter, now), COLUMNS, agents);
    }

    private Page page(List<IdleAgent> agents, ExecutionFilter filter, Instant now) {
        Page page = new Page(shell().terminal());
        if (agents.isEmpty()) {
            return page.line("No registered agent without executions" + Figures.span(filter));
        }
        TextTable table = TextTable.of(
                0,
                List.of(
                        TextTable.Column.text("agent"),
                        TextTable.Column.text("application"),
                        TextTable.Column.text("last run"),
                        TextTable.Column.text("remark")));
        for (IdleAgent agent : agents) {
            String remark = agent.isBean() ? agent.enabled() ? "" : "not recorded" : "no bean";
            Instant last = agent.lastStartedAt();
            table.row(agent.agentName(), agent.serviceName(), last == null ? "never" : Figures.ago(last, now), remark);
        }
        return page.table(table);
    }
}
