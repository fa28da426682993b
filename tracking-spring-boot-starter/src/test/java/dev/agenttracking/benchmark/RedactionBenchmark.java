// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import dev.agenttracking.payload.Redaction;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to look for secrets in two kilobytes. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class RedactionBenchmark {

    private static final String PROSE =
            "To prune an apple tree, wait for a dry day in late winter. Remove dead wood first, then branches"
                    + " that cross. It is important to cut just above a bud, so that the wound heals well.\n\n"
                    + "1. Sharpen the saw.\n2. Cut from below, then from above.\n3. Leave the collar of the branch.\n\n";
    private static final String JSON =
            "{\"name\": \"Maren Holt\", \"age\": 41, \"traits\": [\"careful\", \"proud\"], \"scores\": [0.25, 0.75],"
                    + " \"born\": \"1984-03-01T00:00:00Z\", \"id\": \"123e4567-e89b-12d3-a456-426614174000\", \"alive\": true},\n";
    private static final String SECRETS =
            "Write to ann@example.org with Bearer abcdef123456 and sk-abcDEF123abcDEF123abcDEF123, please. ";

    @Param({"prose", "json", "secrets"})
    private String text;

    private final Redaction redaction = Redaction.standard();
    private String twoKilobytes = "";

    @Setup
    public void writes() {
        String piece = text.equals("prose") ? PROSE : text.equals("json") ? JSON : SECRETS;
        twoKilobytes = piece.repeat(30).substring(0, 2_048);
    }

    @Benchmark
    public String redacts() {
        return redaction.label(twoKilobytes, 65_536);
    }
}
