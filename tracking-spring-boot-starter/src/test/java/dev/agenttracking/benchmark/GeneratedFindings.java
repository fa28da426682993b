// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.execution.Evaluation;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.Findings;
import dev.agenttracking.execution.ResponseQuality;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How good answers are: seven of a hundred below 0.7, two invalid. Each check of an answer is a row in production; here only bad ones
 * have them, for room.
 */
final class GeneratedFindings {

    private static final List<String> CHECKS = List.of("empty", "length", "refusal", "self_correction");
    private static final double POOR = 0.7;
    private static final double BAD = 0.5;

    /** Seven of ten that succeeded have an answer that was judged. */
    Findings of(Execution execution, SplittableRandom random) {
        if (execution.status() != ExecutionStatus.SUCCESS || random.nextInt(10) > 6) {
            return Findings.NONE;
        }
        int percent = random.nextInt(100);
        double score = percent < 3
                ? random.nextDouble() * 0.5
                : percent < 7
                        ? 0.5 + random.nextDouble() * 0.2
                        : percent < 25 ? 0.7 + random.nextDouble() * 0.2 : 0.9 + random.nextDouble() * 0.1;
        List<String> errors = percent < 2 ? List.of("json: the text ends within an object") : List.of();
        List<String> warnings = percent < 10 ? List.of("length: " + (1 + percent) + " words") : List.of();
        ResponseQuality.Metrics metrics =
                new ResponseQuality.Metrics(random.nextInt(2_000), random.nextInt(400), null, score);
        return new Findings(
                List.of(),
                score < BAD ? evaluations(execution, score) : List.of(),
                new ResponseQuality(score, errors, warnings, metrics, score < POOR));
    }

    private static List<Evaluation> evaluations(Execution execution, double score) {
        return CHECKS.stream()
                .map(check -> new Evaluation(
                        null,
                        check,
                        check.equals("length") ? Evaluation.Label.WARN : Evaluation.Label.PASS,
                        check.equals("length") ? score : 1,
                        null,
                        execution.endNanos()))
                .toList();
    }
}
