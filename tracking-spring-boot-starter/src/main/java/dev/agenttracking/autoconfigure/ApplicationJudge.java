// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.quality.JudgeSettings;
import dev.agenttracking.quality.Judging;
import dev.agenttracking.quality.ResponseChecks;
import dev.agenttracking.quality.ResponseJudge;
import dev.agenttracking.writer.ExecutionWriter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * The application's judge of answers, where the settings ask for one. It is found when the application's beans are all made, so
 * that none is made by the writer's thread.
 */
final class ApplicationJudge implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(ApplicationJudge.class);

    private final QualityProperties.Judge settings;
    private final ObjectProvider<ResponseJudge> judges;
    private final ObjectProvider<ExecutionRecorder> recorder;
    private final ObjectProvider<ExecutionWriter> writer;
    private final Faults faults;
    private @Nullable ResponseChecks checks;
    private volatile @Nullable Judging judging;

    ApplicationJudge(
            QualityProperties.Judge settings,
            ObjectProvider<ResponseJudge> judges,
            ObjectProvider<ExecutionRecorder> recorder,
            ObjectProvider<ExecutionWriter> writer,
            Faults faults) {
        this.settings = settings;
        this.judges = judges;
        this.recorder = recorder;
        this.writer = writer;
        this.faults = faults;
    }

    /** The judge's queue, null before it is found and where there is none. */
    Supplier<@Nullable Judging> with(ResponseChecks responseChecks) {
        checks = responseChecks;
        return () -> judging;
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (!settings.enabled() || checks == null) {
            return;
        }
        ResponseJudge judge = judges.getIfUnique();
        if (judge == null) {
            log.warn(
                    "tracking.quality.judge.enabled is true, but there is not one bean of {}",
                    ResponseJudge.class.getName());
            return;
        }
        try {
            judging = new Judging(
                    judge,
                    new JudgeSettings(settings.samplingRate(), settings.timeout(), settings.queueCapacity()),
                    checks,
                    recorder::getObject,
                    evaluation -> writer.getObject().add(evaluation),
                    faults);
        } catch (Throwable fault) {
            log.warn("The judge {} is not used: {}", judge.getClass().getName(), fault.toString());
        }
    }
}
