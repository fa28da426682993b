// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import dev.agenttracking.analytics.ResponseQualityReport.FindingCount;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What most often was wrong with answers, the most frequent first. */
record CommonFindings(List<FindingCount> errors, List<FindingCount> warnings) {

    private static final String ERROR = "error";

    static CommonFindings read(Query.Runner runner, Map<String, @Nullable Object> parameters) throws SQLException {
        CommonFindings common = new CommonFindings(new ArrayList<>(), new ArrayList<>());
        runner.list(
                Questions.COMMON_FINDINGS,
                parameters,
                row -> common.of(row.text("kind")).add(new FindingCount(row.text("finding"), row.number("count"))));
        return new CommonFindings(List.copyOf(common.errors), List.copyOf(common.warnings));
    }

    private List<FindingCount> of(String kind) {
        return kind.equals(ERROR) ? errors : warnings;
    }
}
