// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test;

import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.execution.AgentPolicy;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.Surroundings;
import dev.agenttracking.execution.TimeSource;
import dev.agenttracking.execution.TrackingSwitches;
import dev.agenttracking.memory.MemoryRecordSink;
import dev.agenttracking.payload.JsonContent;
import dev.agenttracking.payload.ValueSnapshots;
import dev.agenttracking.postgres.ContentLimits;
import dev.agenttracking.postgres.Presence;
import dev.agenttracking.postgres.RegisteredAgent;
import dev.agenttracking.postgres.ServiceIdentity;
import dev.agenttracking.quality.ExecutionValidator;
import dev.agenttracking.quality.QualityListener;
import dev.agenttracking.quality.QualitySettings;
import dev.agenttracking.quality.ResponseChecks;
import dev.agenttracking.weaving.AgentCatalogue;
import dev.agenttracking.weaving.results.KnownResults;
import dev.agenttracking.weaving.results.PolledFutures;
import dev.agenttracking.writer.RecordBatch;
import dev.agenttracking.writer.RejectedRecordException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.LoggerFactory;

/** Records as an application with default settings does, but stores on the thread on which an execution ends. */
final class PlainRecorder {

    private final Faults faults = new Faults();
    private final PolledFutures futures = new PolledFutures();
    private final ExecutionValidator validator = new ExecutionValidator(
            Surroundings.NONE,
            new ResponseChecks(QualitySettings.DEFAULTS),
            (agent, kind, count) -> {},
            QualityListener.NONE,
            faults);
    private final Map<String, RegisteredAgent> agents = new ConcurrentSkipListMap<>();
    private final MemoryRecordSink store = new MemoryRecordSink(
            RecordedExecutions.LIMITS,
            new JsonContent(),
            ContentLimits.DEFAULTS,
            new Presence(
                    new ServiceIdentity(null, null, null),
                    Presence.HEARTBEAT_TIMEOUT,
                    () -> List.copyOf(agents.values()),
                    TimeSource.SYSTEM));
    private final ExecutionRecorder recorder = new ExecutionRecorder(
            TimeSource.SYSTEM,
            new TrackingSwitches(PlainRecorder::policy),
            new ValueSnapshots(ContentLimits.DEFAULTS.maxValueBytes())::of,
            this::store,
            faults,
            new KnownResults(futures),
            Surroundings.NONE);

    RecordedExecutions recorded() {
        return new RecordedExecutions(store, recorder, this::flush, this::register);
    }

    private static AgentPolicy policy(TrackedMethod method) {
        return new AgentPolicy(
                true,
                method.capturesInput(),
                method.capturesOutput(),
                true,
                method.timeoutNanos(),
                Double.NaN,
                LoggerFactory.getLogger(AgentPolicy.LOGGER_PREFIX + method.agent()));
    }

    /** One at a time, as an application's one writer does. */
    private synchronized void store(Execution ended) {
        validator.accept(ended);
        try {
            store.write(new RecordBatch(List.of(ended), List.of(), false));
        } catch (RejectedRecordException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The test's own agents are all that there are: they are to it what beans are to an application. */
    private synchronized void register(Class<?> type) {
        AgentCatalogue.Entry entry = AgentCatalogue.entryOf(type);
        if (entry == null || !entry.isRecordedByItself()) {
            return;
        }
        agents.put(
                entry.agent(),
                new RegisteredAgent(entry.agent(), entry.className(), entry.methods(), entry.stages(), true, true));
        try {
            store.heartbeat(List.of(), Map.of());
        } catch (RejectedRecordException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized boolean flush(Duration longest) {
        futures.run();
        return true;
    }
}
