// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.LateEvaluation;
import dev.agenttracking.execution.LlmJournal;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the answers of stored executions to a judge, one after another, on a thread that is made for the first one. What the judge
 * does is an execution of the agent {@value #AGENT}; of those, and of what they call, nothing is judged. Nor is what is of no agent:
 * a judge that calls its model on another thread would judge itself, on and on.
 *
 * <p><b>Threading</b>: {@link #offer} and {@link #stop} are called by the writer's thread.
 *
 * <p><b>Failure</b>: nothing is thrown. What the judge is too slow for is not judged; the first such answer is logged, all are
 * counted.
 */
public final class Judging {

    /** The agent that a judge's own executions are of. */
    public static final String AGENT = "ResponseJudge";

    private static final Logger log = LoggerFactory.getLogger(Judging.class);

    private static final TrackedMethod METHOD =
            TrackedMethod.of(ResponseJudge.class, AGENT, "judge").execution().build();

    private final ResponseJudge judge;
    private final String name;
    private final JudgeSettings settings;
    private final AnswerReview answers;
    private final Supplier<ExecutionRecorder> recorder;
    private final Consumer<LateEvaluation> results;
    private final Faults faults;
    private final BlockingQueue<Waiting> queue;
    private final LongAdder judged = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private @Nullable Worker worker;

    /**
     * Makes a queue for a judge.
     *
     * @param checks tell which answers there are to judge
     * @param recorder records what the judge does
     * @param results takes what it says
     * @throws IllegalArgumentException where the judge has a name that no check may have
     */
    public Judging(
            ResponseJudge judge,
            JudgeSettings settings,
            ResponseChecks checks,
            Supplier<ExecutionRecorder> recorder,
            Consumer<LateEvaluation> results,
            Faults faults) {
        this.judge = judge;
        this.name = judge.name();
        if (!CheckNames.isName(name)) {
            throw new IllegalArgumentException("its name '" + name + "' is not of letters, digits, _ and -");
        }
        this.settings = settings;
        this.answers = new AnswerReview(checks, faults);
        this.recorder = recorder;
        this.results = results;
        this.faults = faults;
        this.queue = new ArrayBlockingQueue<>(settings.queueCapacity());
    }

    /** Whether an execution is a judge's, or was called by one. */
    static boolean isOwn(Execution execution) {
        return execution.root().method() == METHOD;
    }

    /** An execution is stored; its last answer may be put to the judge. */
    public void offer(Execution stored) {
        if (stored.llmCalls().isEmpty()
                || stored.method().agent().equals(LlmJournal.UNKNOWN_AGENT)
                || ThreadLocalRandom.current().nextDouble() >= settings.samplingRate()) {
            return;
        }
        AnswerReview.Answer last = answers.last(stored);
        if (last == null) {
            return;
        }
        if (!queue.offer(new Waiting(stored.id(), last))) {
            dropped.increment();
            if (dropped.sum() == 1) {
                log.warn(
                        "Answers come faster than {} judges them; what is too much is not judged. Lower"
                                + " tracking.quality.judge.sampling-rate.",
                        judge.getClass().getName());
            }
        } else if (worker == null) {
            worker = new Worker();
            worker.start();
        }
    }

    /** Lets go of what waits, and interrupts the judge. {@link #offer} begins anew. */
    public void stop() {
        Worker running = worker;
        if (running != null) {
            worker = null;
            dropped.add(queue.size());
            queue.clear();
            running.end();
            log.debug("Judged {}, of which failed: {}; not judged: {}", judged, failed, dropped);
        }
    }

    /** How many answers were not put to the judge, since too many waited. */
    public long dropped() {
        return dropped.sum();
    }

    boolean isRunning() {
        return worker != null;
    }

    private void judge(Waiting waiting, TimeLimit limit) {
        judged.increment();
        Execution execution = recorder.get()
                .begin(METHOD, new ContextIds(null, null, null), null, Map.of("execution", waiting.executionId()));
        CheckResult result;
        try {
            result = judge.judge(waiting.answer().response());
        } catch (Throwable failure) {
            Throwable reported = limit.isOver() ? new TimeoutException("longer than " + settings.timeout()) : failure;
            if (execution != null) {
                recorder.get().threw(execution, reported);
            }
            failed.increment();
            faults.swallow("judging an answer", reported);
            return;
        }
        if (execution != null) {
            recorder.get().returned(execution, result);
        }
        if (result != null) {
            results.accept(LateEvaluation.ofJudge(
                    waiting.executionId(),
                    waiting.answer().call(),
                    name,
                    result.label(),
                    result.score(),
                    waiting.answer().isQuotable() ? AnswerReview.cut(result.explanation()) : null));
        }
    }

    private record Waiting(UUID executionId, AnswerReview.Answer answer) {}

    /** Interrupts its thread when time is up, and never after that is over. */
    private final class TimeLimit implements Runnable {

        private static final Executor SAME_THREAD = Runnable::run;

        private final Thread thread;
        private boolean running = true;
        private boolean over;

        private TimeLimit(Thread thread) {
            this.thread = thread;
            CompletableFuture.delayedExecutor(settings.timeout().toNanos(), TimeUnit.NANOSECONDS, SAME_THREAD)
                    .execute(this);
        }

        @Override
        public synchronized void run() {
            if (running) {
                over = true;
                thread.interrupt();
            }
        }

        synchronized boolean isOver() {
            return over;
        }

        synchronized void end() {
            running = false;
        }
    }

    /** The judge's thread. */
    private final class Worker extends Thread {

        private volatile boolean ended;

        private Worker() {
            super("tracking-judge");
            setDaemon(true);
        }

        void end() {
            ended = true;
            interrupt();
        }

        @Override
        public void run() {
            while (!ended) {
                try {
                    Waiting next = queue.take();
                    TimeLimit limit = new TimeLimit(this);
                    try {
                        judge(next, limit);
                    } finally {
                        limit.end();
                        Thread.interrupted();
                    }
                } catch (InterruptedException stop) {
                    // Asked to end, or by the judge's own doing; the loop knows.
                } catch (Throwable fault) {
                    faults.swallow("putting an answer to a judge", fault);
                }
            }
        }
    }
}
