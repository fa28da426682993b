// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import dev.agenttracking.analytics.RollupBackfill;
import dev.agenttracking.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Has the library sum up all hours and days, as far as it would have come at the moment that the questions are asked. */
final class QuestionsSums {

    private static final Duration SETTLED = Duration.ofMinutes(15);
    private static final Instant REACHED = QuestionCases.NOW.minus(SETTLED).truncatedTo(ChronoUnit.HOURS);
    private static final List<String> TABLES =
            List.of("agent_performance_metrics", "agent_stage_metrics", "agent_llm_metrics");

    private QuestionsSums() {}

    static void make(QuestionsServer server, int days) throws SQLException {
        long begin = System.nanoTime();
        try (RollupBackfill backfill = RollupBackfill.connect(server.url(), TestDatabase.USERNAME, null)) {
            backfill.run(state -> {});
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
                Locale.ROOT, "%d days summed up in %.0f s: %.1f hours a second%n", days, seconds, days * 24 / seconds);
        forget(server, "rollup-hours", REACHED);
        forget(server, "rollup-days", REACHED.truncatedTo(ChronoUnit.DAYS));
        for (String table : TABLES) {
            server.execute("vacuum (analyze) " + table);
            System.out.println(table + ": "
                    + server.value("select count(*) || ' rows, ' || pg_size_pretty(pg_total_relation_size('" + table
                            + "')) from " + table));
        }
    }

    /** What came later does not count as summed up. */
    private static void forget(QuestionsServer server, String task, Instant from) throws SQLException {
        UUID reached = new UUID(from.toEpochMilli() << 16, 0);
        server.execute("update agent_maintenance set reached = '" + reached + "' where task = '" + task
                + "' and reached > '" + reached + "'");
    }
}
