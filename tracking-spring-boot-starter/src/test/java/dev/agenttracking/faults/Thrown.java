// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.faults;

import java.io.IOException;

/** What a collaborator throws. */
enum Thrown {
    RUNTIME,
    CHECKED,
    STACK,
    LINKAGE,
    MEMORY,
    DEATH,
    INTERRUPT;

    /** Throws it; whoever throws an {@code InterruptedException} has taken the thread's interrupt. */
    RuntimeException now() {
        switch (this) {
            case RUNTIME -> throw new IllegalStateException("made up");
            case CHECKED -> throw sneaky(new IOException("made up"));
            case STACK -> throw new StackOverflowError("made up");
            case LINKAGE -> throw new NoClassDefFoundError("made up");
            case MEMORY -> throw new OutOfMemoryError("made up");
            case DEATH -> throw new StoppedThread();
            case INTERRUPT -> {
                Thread.interrupted();
                throw sneaky(new InterruptedException("made up"));
            }
        }
        throw new AssertionError(this);
    }

    @SuppressWarnings("unchecked")
    static <E extends Throwable> RuntimeException sneaky(Throwable failure) throws E {
        throw (E) failure;
    }

    /** As {@code ThreadDeath} was. */
    private static final class StoppedThread extends Error {
        private static final long serialVersionUID = 1L;
    }
}
