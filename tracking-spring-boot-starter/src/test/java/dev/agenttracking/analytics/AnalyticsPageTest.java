// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.testing.CompiledClasses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What {@code docs/analytics.md} shows compiles and runs, and its numbers are those of the code. */
class AnalyticsPageTest {

    private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private final GeneratedTables tables = GeneratedTables.of(60, 5);

    @Test
    void examplesRun() throws Exception {
        List<String> examples =
                EXAMPLE.matcher(page()).results().map(MatchResult::group).toList();
        assertThat(examples).hasSizeGreaterThan(5);
        String code = String.join("\n", examples).replace("```java", "").replace("```", "");
        Class<?> page = CompiledClasses.withoutProcessor("""
                import dev.agenttracking.analytics.*;
                import java.time.*;
                import java.util.*;

                public class Page {
                    public static void run(ExecutionAnalytics analytics, Instant now, UUID good, UUID bad) {
                """ + code + "\n    }\n}\n");

        page.getMethod("run", ExecutionAnalytics.class, Instant.class, UUID.class, UUID.class)
                .invoke(
                        null,
                        ExecutionAnalytics.inMemory(() -> tables),
                        GeneratedTables.START,
                        tables.executions().get(0).get("id"),
                        tables.executions().get(1).get("id"));
    }

    @Test
    void numbersAreThoseOfTheCode() throws Exception {
        assertThat(page())
                .contains("at a level of " + Comparison.LEVEL)
                .contains("| " + Comparison.LEAST + " executions |")
                .contains("| " + Comparison.LEAST_DURATIONS + " durations |");
    }

    private static String page() throws Exception {
        return Files.readString(Path.of("../docs/analytics.md"));
    }
}
