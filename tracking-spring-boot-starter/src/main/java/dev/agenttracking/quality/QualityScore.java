// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import dev.agenttracking.execution.Evaluation;
import dev.agenttracking.execution.ResponseQuality;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes one figure of what the checks say: their mean, and no more than the lowest score of those that did not pass, so that a
 * refusal can never pass for a good answer. An answer that is empty has no other score than 0. That an answer is not empty, and
 * no error, is nothing to its credit: these checks count where they fail.
 */
final class QualityScore {

    private static final Set<String> COUNT_WHERE_THEY_FAIL = Set.of(CheckNames.EMPTY, CheckNames.ERROR);
    private static final Set<String> ORIGINAL = Set.copyOf(ResponseChecks.BUILT_IN);

    private final QualitySettings settings;

    QualityScore(QualitySettings settings) {
        this.settings = settings;
    }

    /**
     * How good an execution's answer is.
     *
     * @param last the last that was judged, null where none was
     * @param contracts what its stages returned that has a contract to keep
     * @return null where there is nothing to judge
     */
    @Nullable
    ResponseQuality of(AnswerReview.@Nullable Answer last, StageContracts.Result contracts) {
        if (last == null && contracts.evaluations().isEmpty()) {
            return null;
        }
        List<Evaluation> all = new ArrayList<>(contracts.evaluations());
        List<String> errors = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        if (last != null) {
            all.addAll(last.evaluations());
            for (Evaluation evaluation : last.evaluations()) {
                if (evaluation.label() == Evaluation.Label.FAIL) {
                    errors.add(text(evaluation));
                } else if (evaluation.label() == Evaluation.Label.WARN) {
                    warnings.add(text(evaluation));
                }
            }
        }
        errors.addAll(contracts.faults());
        double score = settings.scoring() == QualitySettings.Scoring.MEAN ? mean(all) : Math.min(mean(all), cap(all));
        return new ResponseQuality(
                score,
                List.copyOf(errors),
                List.copyOf(warnings),
                last == null ? null : metrics(last),
                !errors.isEmpty() || score < settings.poorThreshold());
    }

    private static ResponseQuality.Metrics metrics(AnswerReview.Answer answer) {
        String text = answer.response().text();
        Boolean jsonValid = null;
        for (Evaluation evaluation : answer.evaluations()) {
            if (evaluation.name().equals(CheckNames.JSON)) {
                jsonValid = evaluation.label() == Evaluation.Label.PASS;
            }
        }
        return new ResponseQuality.Metrics(
                text.codePointCount(0, text.length()),
                WordCount.of(text),
                jsonValid,
                mean(answer.evaluations().stream()
                        .filter(evaluation -> ORIGINAL.contains(evaluation.name()))
                        .toList()));
    }

    private static double mean(List<Evaluation> evaluations) {
        double sum = 0;
        int count = 0;
        for (Evaluation evaluation : evaluations) {
            boolean passed = evaluation.label() == Evaluation.Label.PASS;
            if (!passed || !COUNT_WHERE_THEY_FAIL.contains(evaluation.name())) {
                sum += evaluation.score();
                count++;
            }
        }
        return count == 0 ? 1 : sum / count;
    }

    private static double cap(List<Evaluation> evaluations) {
        double cap = 1;
        for (Evaluation evaluation : evaluations) {
            if (evaluation.label() != Evaluation.Label.PASS) {
                cap = Math.min(cap, evaluation.score());
            }
        }
        return cap;
    }

    private static String text(Evaluation evaluation) {
        return evaluation.explanation() == null
                ? evaluation.name()
                : evaluation.name() + ": " + evaluation.explanation();
    }
}
