// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import dev.agenttracking.quality.refusal.Refusal;
import dev.agenttracking.quality.refusal.RefusalDetector;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to ask whether an answer of two kilobytes refuses. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RefusalBenchmark {

    @Benchmark
    public Refusal plainAnswer(Texts texts) {
        return RefusalDetector.detect(texts.plain);
    }

    @Benchmark
    public Refusal refusalAndAdvice(Texts texts) {
        return RefusalDetector.detect(texts.refusal);
    }

    @Benchmark
    public Refusal megabyte(Texts texts) {
        return RefusalDetector.detect(texts.megabyte);
    }

    /** Answers to judge. */
    @State(Scope.Benchmark)
    public static class Texts {

        private static final String PLAIN =
                "To prune an apple tree, wait for a dry day in late winter. Remove dead wood first, then "
                        + "branches that cross. It is important to cut just above a bud, so that the wound heals well.\n\n"
                        + "1. Sharpen the saw.\n2. Cut from below, then from above.\n3. Leave the collar of the branch.\n\n";
        private static final String REFUSAL =
                "I understand why you ask, but I can't help you with that, because it could harm others. "
                        + "It is not appropriate to enter a house without its owner's consent. Instead, I'd suggest the following:\n\n"
                        + "- Talk to your neighbor.\n- Contact the authorities if you are worried.\n\n";

        private final String plain = PLAIN.repeat(10).substring(0, 2_048);
        private final String refusal = REFUSAL.repeat(10).substring(0, 2_048);
        private final String megabyte = PLAIN.repeat(4_000);
    }
}
