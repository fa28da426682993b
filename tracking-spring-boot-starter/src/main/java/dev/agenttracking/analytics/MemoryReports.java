// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** All that there is in tables in memory, with nothing left out, in time that grows with the number of rows. */
public final class MemoryReports {

    private final MemoryTables now;
    private final Map<UUID, List<MemoryRow>> chains;
    private final Map<UUID, CallChain> trees = new HashMap<>();

    private MemoryReports(MemoryTables now) {
        this.now = now;
        this.chains = MemoryTrees.chainsByRoot(now);
    }

    /** Of each execution, in the order of the tables; those of one tree share its call chain, which lists all of its calls. */
    public static List<ExecutionReport> of(MemoryTables now) {
        MemoryReports all = new MemoryReports(now);
        List<ExecutionReport> reports = new ArrayList<>();
        try {
            for (MemoryRow row : MemoryAnalytics.executions(now)) {
                reports.add(all.report(Rows.details(row)));
            }
        } catch (SQLException e) {
            throw MemoryAnalytics.unexpected(e);
        }
        return reports;
    }

    private ExecutionReport report(ExecutionDetails execution) throws SQLException {
        UUID root = execution.summary().rootExecutionId();
        CallChain tree = trees.get(root);
        if (tree == null) {
            tree = MemoryTrees.of(now, root, chains.getOrDefault(root, List.of()), Integer.MAX_VALUE);
            trees.put(root, tree);
        }
        return MemoryParts.report(now, execution, tree);
    }
}
