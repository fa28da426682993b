// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import dev.agenttracking.quality.CheckAccess;
import dev.agenttracking.quality.CheckResult;
import dev.agenttracking.quality.JudgedResponse;
import dev.agenttracking.quality.ResponseCheck;
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

/** What each check of an answer takes: of two kilobytes of prose, and of two kilobytes of JSON. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ResponseCheckBenchmark {

    private static final int CHARS = 2_048;
    private static final String PROSE =
            "Maren keeps the lamp burning, since she is afraid of the sea; it isn't the water, she says, but what it takes. "
                    + "In the third chapter she sells the boat, and her brother calls it a mistake. I would let her keep it.\n\n";
    private static final String MEMBER =
            "{\"name\": \"Maren Holt\", \"afraid\": true, \"of\": [\"sea\", \"storms\"], \"age\": 41.5},\n";

    /** Which check. */
    @Param({"empty", "error", "refusal", "length", "json", "self_correction"})
    public String check;

    /** Of what. */
    @Param({"prose", "json"})
    public String text;

    private ResponseCheck checked;
    private JudgedResponse response;

    /** Makes the answer. */
    @Setup
    public void prepare() {
        checked = CheckAccess.named(check);
        String prose = PROSE.repeat(CHARS / PROSE.length() + 1).substring(0, CHARS);
        String members = MEMBER.repeat(CHARS / MEMBER.length());
        String json = "[" + members.substring(0, members.lastIndexOf(',')) + "]";
        response = JudgedResponse.of(text.equals("prose") ? prose : json);
    }

    /** One answer. */
    @Benchmark
    public CheckResult check() {
        return checked.check(response);
    }
}
