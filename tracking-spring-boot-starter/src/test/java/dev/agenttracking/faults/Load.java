// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.faults;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

/**
 * Calls of {@link LoadAgent} from two threads, each with a number of its own, and the ids of those that have returned.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class Load implements AutoCloseable {

    private static final int THREADS = 2;

    private final LoadAgent agent;
    private final BiConsumer<Long, UUID> returned;
    private final AtomicLong next;
    private final Map<Long, UUID> calls = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running;

    Load(LoadAgent agent, long first, BiConsumer<Long, UUID> returned) {
        this.agent = agent;
        this.next = new AtomicLong(first);
        this.returned = returned;
    }

    /** How many executions so many calls are. */
    static int executionsOf(Collection<Long> calls) {
        return calls.size() + (int) calls.stream().filter(Facts::hasHelp).count();
    }

    /** Begins to call so often a second. */
    void start(int perSecond) {
        running = true;
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(() -> run(perSecond), "load-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** Calls no more once this returns. */
    void stop() {
        running = false;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        threads.clear();
    }

    /** Calls so often, in this thread. */
    void call(int times) {
        for (int i = 0; i < times; i++) {
            call();
        }
    }

    /** The ids of the calls that have returned, by number. */
    Map<Long, UUID> calls() {
        return calls;
    }

    @Override
    public void close() {
        stop();
    }

    private void run(int perSecond) {
        long pauseNanos = 1_000_000_000L * THREADS / perSecond;
        long due = System.nanoTime();
        while (running) {
            call();
            due += pauseNanos;
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    private void call() {
        long number = next.getAndIncrement();
        UUID id;
        try {
            id = agent.answer(Facts.vault(number), number, Facts.text(number));
        } catch (LoadAgent.MadeUpException expected) {
            id = expected.id();
        }
        calls.put(number, id);
        returned.accept(number, id);
    }
}
