// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.quality.QualitySettings;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * How the answers of models are judged.
 *
 * @param enabled Whether they are. Contracts of stages are held in any case.
 * @param scoring What becomes of the scores of several checks: their mean, capped by the lowest of those that did not pass, or
 *     their mean alone.
 * @param disabledChecks Names of checks that are not run: empty, error, refusal, length, json, self_correction, or those of the
 *     application's own.
 * @param minWords Answers with fewer words are too short.
 * @param maxWords Answers with more words are too long.
 * @param poorThreshold Executions with a lower score, or with an answer that is not valid, are stored whatever the sampling says,
 *     with those that called them.
 * @param judge Whether, and how, answers are put to the application's ResponseJudge.
 */
@ConfigurationProperties("tracking.quality")
public record QualityProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("capped") QualitySettings.Scoring scoring,
        @DefaultValue List<String> disabledChecks,
        @DefaultValue("5") int minWords,
        @DefaultValue("5000") int maxWords,
        @DefaultValue("0.7") double poorThreshold,
        @DefaultValue Judge judge) {

    private static final int MOST_WORDS = 1_000_000;

    /** Refuses limits that make no sense. */
    public QualityProperties {
        requireRange("tracking.quality.min-words", minWords, 0, MOST_WORDS);
        requireRange("tracking.quality.max-words", maxWords, Math.max(1, minWords), MOST_WORDS);
        requireRate("tracking.quality.poor-threshold", poorThreshold);
    }

    /**
     * Whether, and how, answers are put to the application's ResponseJudge.
     *
     * @param enabled Whether they are.
     * @param samplingRate Part of the executions with an answer that is put to it, 0 to 1.
     * @param timeout How long it may take for one answer; then it is interrupted.
     * @param queueCapacity How many answers may wait for it; further ones are not judged, and counted.
     */
    public record Judge(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("0.1") double samplingRate,
            @DefaultValue("30s") Duration timeout,
            @DefaultValue("100") int queueCapacity) {

        private static final int MOST_WAITING = 10_000;

        /** Refuses limits that make no sense. */
        public Judge {
            requireRate("tracking.quality.judge.sampling-rate", samplingRate);
            requireRange("tracking.quality.judge.queue-capacity", queueCapacity, 1, MOST_WAITING);
            if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofHours(1)) > 0) {
                throw new InvalidConfigurationPropertyValueException(
                        "tracking.quality.judge.timeout", timeout, "It takes a duration from 1ms to 3600s.");
            }
        }
    }

    private static void requireRate(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new InvalidConfigurationPropertyValueException(name, value, "It takes a number from 0 to 1.");
        }
    }

    private static void requireRange(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new InvalidConfigurationPropertyValueException(
                    name, value, "It takes a number from " + least + " to " + most + ".");
        }
    }
}
