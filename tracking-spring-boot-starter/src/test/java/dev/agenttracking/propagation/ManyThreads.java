// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.propagation;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** As many threads as one wants: virtual ones where the JDK has them (21 and later), else platform ones, some hundred at a time. */
record ManyThreads(Executor executor, int atOnce) implements Executor {

    private static final int PLATFORM_THREADS = 250;

    static ManyThreads ofThisJdk() {
        try {
            Executor virtual = (Executor)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
            return new ManyThreads(virtual, Integer.MAX_VALUE);
        } catch (ReflectiveOperationException before21) {
            return new ManyThreads(Executors.newCachedThreadPool(), PLATFORM_THREADS);
        }
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }
}
