// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.faults;

import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.RecordingTracker;
import dev.agenttracking.Tracking;
import dev.agenttracking.annotation.ValidationHooks;
import dev.agenttracking.annotation.runtime.TrackedBean;
import dev.agenttracking.execution.AgentPolicy;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.LaterResults;
import dev.agenttracking.execution.PendingCall;
import dev.agenttracking.execution.Surroundings;
import dev.agenttracking.execution.TimeSource;
import dev.agenttracking.execution.TrackingSwitches;
import dev.agenttracking.payload.ValueSnapshots;
import dev.agenttracking.weaving.TrackingAdvisor;
import dev.agenttracking.weaving.results.KnownResults;
import dev.agenttracking.weaving.results.PolledFutures;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.AbstractList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.ProxyFactory;

/** A tracker with all that it works with, of which one part can be made to fail. */
final class Rig {

    /** The parts that fail on the caller's thread. */
    enum Part {
        CLOCK,
        SETTINGS,
        SNAPSHOTS,
        QUEUE,
        TRACE,
        RESOLVER,
        HOOKS,
        RESULT_KIND,
        RESULT_FOLLOWED,
        LOG,
        LOG_ENABLED,
        ID_TEXT,
        ELEMENTS
    }

    final List<Execution> ended = new CopyOnWriteArrayList<>();
    final Faults faults = new Faults();
    final ExecutionRecorder recorder;
    private final Part part;
    private final Thinker woven;
    private final Thinker advised;
    private final RecordingTracker tracker;
    private Thrown armed;
    private boolean hit;

    Rig(Part part) {
        this.part = part;
        KnownResults kinds = new KnownResults(new PolledFutures());
        ValueSnapshots snapshots = new ValueSnapshots(64_000);
        Logger log = log();
        recorder = new ExecutionRecorder(
                time(),
                new TrackingSwitches(method -> {
                    fail(Part.SETTINGS);
                    return new AgentPolicy(true, true, true, true, 0, Double.NaN, log);
                }),
                value -> {
                    fail(Part.SNAPSHOTS);
                    return snapshots.of(value);
                },
                execution -> {
                    fail(Part.QUEUE);
                    ended.add(execution);
                },
                faults,
                laterResults(kinds),
                surroundings());
        woven = new Thinker$$Tracked();
        ((TrackedBean) woven).agentTracking$recorder(recorder);
        ProxyFactory proxies = new ProxyFactory(new Thinker());
        proxies.setProxyTargetClass(true);
        proxies.addAdvisor(new TrackingAdvisor(() -> recorder, () -> faults, true));
        advised = (Thinker) proxies.getProxy();
        tracker = new RecordingTracker(recorder);
    }

    /** From now on the part fails. */
    void arm(Thrown thrown) {
        armed = thrown;
        hit = false;
    }

    /** Ends that, and says whether it has failed. */
    boolean disarm() {
        armed = null;
        return hit;
    }

    /** Calls an agent. */
    Object call(Woven way, String method, Callable<?> body) throws Exception {
        Object vault = new Object() {
            @Override
            public String toString() {
                fail(Part.ID_TEXT);
                return "vault";
            }
        };
        List<String> argument = Collections.unmodifiableList(new AbstractList<String>() {
            @Override
            public String get(int index) {
                fail(Part.ELEMENTS);
                return "element";
            }

            @Override
            public int size() {
                return 2;
            }
        });
        return switch (way) {
            case GENERATED -> invoke(woven, method, vault, argument, body);
            case ADVISOR -> invoke(advised, method, vault, argument, body);
            case TRACK ->
                tracker.track(
                        ExecutionSpec.of("Thinker", method)
                                .withInput(Map.of("argument", argument))
                                .withIds(vault, null, null),
                        () -> {
                            Tracking.current().llmRequest("a model", "think");
                            Tracking.current().event("INFO", "thinks", Map.of("of", argument));
                            Tracking.current().llmResponse("well", null);
                            return Tracking.current().stage("pre_process", body);
                        });
        };
    }

    private static Object invoke(Thinker thinker, String method, Object vault, Object argument, Callable<?> body)
            throws Exception {
        try {
            return Thinker.class
                    .getMethod(method, Object.class, Object.class, Callable.class)
                    .invoke(thinker, vault, argument, body);
        } catch (InvocationTargetException thrown) {
            throw Thrown.<RuntimeException>sneaky(thrown.getCause());
        }
    }

    private void fail(Part failing) {
        if (part == failing && armed != null) {
            hit = true;
            throw armed.now();
        }
    }

    private TimeSource time() {
        return new TimeSource() {
            @Override
            public long epochMicros() {
                fail(Part.CLOCK);
                return TimeSource.SYSTEM.epochMicros();
            }

            @Override
            public long nanos() {
                fail(Part.CLOCK);
                return System.nanoTime();
            }
        };
    }

    private LaterResults laterResults(LaterResults known) {
        return new LaterResults() {
            @Override
            public boolean mayEndLater(Class<?> resultClass) {
                fail(Part.RESULT_KIND);
                return known.mayEndLater(resultClass);
            }

            @Override
            public Object follow(Object result, Class<?> declaredType, PendingCall call) {
                fail(Part.RESULT_FOLLOWED);
                return known.follow(result, declaredType, call);
            }
        };
    }

    private Surroundings surroundings() {
        return new Surroundings() {
            @Override
            public TraceIds trace() {
                fail(Part.TRACE);
                return new TraceIds("1", "2");
            }

            @Override
            public ContextIds idsOfRoot() {
                fail(Part.RESOLVER);
                return new ContextIds(null, "conversation", null);
            }

            @Override
            public List<ValidationHooks> hooks(String agent) {
                fail(Part.HOOKS);
                return List.of();
            }
        };
    }

    /** Where the life of agents is logged: an appender that fails shows as a logger that does. */
    private Logger log() {
        Logger real = LoggerFactory.getLogger("dev.agenttracking.agent.Thinker");
        return (Logger) Proxy.newProxyInstance(
                Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, arguments) -> {
                    if (method.getName().startsWith("is")) {
                        fail(Part.LOG_ENABLED);
                        return true;
                    }
                    fail(Part.LOG);
                    return method.getReturnType() == void.class ? null : method.invoke(real, arguments);
                });
    }

    /** The thread is outside of everything, and nothing is thought to run. */
    static boolean isClean() {
        return CurrentExecution.capture().isEmpty();
    }

    /** The ways to track a call. */
    enum Woven {
        GENERATED,
        ADVISOR,
        TRACK
    }
}
