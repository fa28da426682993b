// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The execution that a thread is in, and its hand-over to other threads.
 *
 * <p><b>Threading</b>: each method speaks of the thread that calls it; a {@link Handle} may be carried to any.
 */
public final class CurrentExecution {

    /** The name of a {@link Handle} in contexts that follow work, such as Reactor's. */
    public static final String CONTEXT_KEY = "dev.agenttracking.execution";

    /** Outside of any execution. */
    public static final Handle NOWHERE = new Handle(null, null, null, null, null, null);

    private static final Scope UNCHANGED = () -> {};

    private CurrentExecution() {}

    /** This thread's execution, null outside any. */
    public static @Nullable Execution get() {
        return ThreadSlot.current().execution;
    }

    /** The innermost execution of this thread that is recorded, null outside any. */
    public static @Nullable Execution recorded() {
        return ThreadSlot.current().recorded();
    }

    /** All that this thread is in, to be continued on another. */
    public static Handle capture() {
        ThreadSlot slot = ThreadSlot.current();
        return new Handle(slot.execution, slot.stage, slot.ids, slot.idsOwner, slot.question, slot.remote);
    }

    /** What a thread is in that works for an execution, in one of its stages or in none. */
    static Handle inside(Execution execution, @Nullable StageRun stage) {
        return new Handle(execution, stage, null, null, null, null);
    }

    /** Puts this thread into what another was in, until it is set again: for those who restore it themselves. */
    public static void set(Handle handle) {
        put(handle);
    }

    /** Puts this thread into what another was in, until the scope is closed; also for those who observe executions. */
    public static Scope enter(Handle handle) {
        Observations observations = observationsOf(handle);
        return observations == null ? replace(handle) : replace(handle, observations.open(handle.stage));
    }

    /** The same for those who are asked by an observation, which is what is to be observed then. */
    public static Scope enterUnobserved(Handle handle) {
        return replace(handle);
    }

    static Map<Object, Object> observed(Handle handle) {
        Observations observations = observationsOf(handle);
        return observations == null ? Map.of() : observations.context(handle.stage);
    }

    private static @Nullable Observations observationsOf(Handle handle) {
        Execution execution = handle.execution;
        return execution == null ? null : execution.observations();
    }

    /** Gives the executions that begin on this thread these ids, until the scope is closed. Null ids keep those around them. */
    public static Scope withIds(ContextIds ids) {
        ThreadSlot slot = ThreadSlot.current();
        ContextIds outer = slot.idsForNext();
        ContextIds merged = outer == null
                ? ids
                : new ContextIds(
                        ids.vaultId() == null ? outer.vaultId() : ids.vaultId(),
                        ids.conversationId() == null ? outer.conversationId() : ids.conversationId(),
                        ids.userId() == null ? outer.userId() : ids.userId());
        return replace(new Handle(slot.execution, slot.stage, merged, slot.execution, slot.question, slot.remote));
    }

    /**
     * What another process is told that this thread calls: the recorded execution that it is in, else whoever called this
     * process.
     *
     * @return null where there is neither
     */
    public static @Nullable RemoteCaller toRemote() {
        ThreadSlot slot = ThreadSlot.current();
        Execution caller = slot.recorded();
        return caller == null ? slot.remote : caller.asRemoteCaller();
    }

    /** The ids that an execution beginning on this thread now would have, by itself. */
    public static ContextIds ids() {
        ThreadSlot slot = ThreadSlot.current();
        Execution caller = slot.execution;
        ContextIds own = slot.idsForNext();
        ContextIds outer = caller == null
                ? new ContextIds(null, null, null)
                : new ContextIds(caller.vaultId(), caller.conversationId(), caller.userId());
        return own == null
                ? outer
                : new ContextIds(
                        own.vaultId() == null ? outer.vaultId() : own.vaultId(),
                        own.conversationId() == null ? outer.conversationId() : own.conversationId(),
                        own.userId() == null ? outer.userId() : own.userId());
    }

    /** The state of a thread that works for a caller in another process. */
    public static Handle onBehalfOf(@Nullable RemoteCaller caller, ContextIds ids) {
        return new Handle(null, null, ids, null, null, caller);
    }

    /** Whether this thread is in no execution, in that of a handle, or in one around it. */
    public static boolean isAround(Handle handle) {
        Execution present = ThreadSlot.current().execution;
        Execution inner = handle.execution;
        while (present != null && inner != present) {
            if (inner == null) {
                return false;
            }
            inner = inner.parent();
        }
        return true;
    }

    /** Where this thread is inside of one execution, puts it outside, until the scope is closed; else changes nothing. */
    public static Scope leave(Handle inside, Handle outside) {
        Execution present = ThreadSlot.current().execution;
        if (present == null || present != inside.execution) {
            return UNCHANGED;
        }
        Observations observations = present.observations();
        return observations == null ? replace(outside) : replace(outside, observations.openOutside(inside.stage));
    }

    /**
     * Takes this thread out of a function that has ended, so that its caller can go on.
     *
     * @return puts the thread back; null where it was in the function: then whoever put it there takes it out of whatever it is in
     *     by then
     */
    static @Nullable Scope resume(Handle inside, Handle outside) {
        if (!isIn(inside)) {
            return replace(outside);
        }
        put(outside);
        return null;
    }

    private static boolean isIn(Handle handle) {
        ThreadSlot slot = ThreadSlot.current();
        return slot.execution == handle.execution
                && slot.question == handle.question
                && (handle.stage == null || slot.isInside(handle.stage));
    }

    private static Scope replace(Handle next) {
        Handle previous = capture();
        put(next);
        return () -> put(previous);
    }

    private static Scope replace(Handle next, Scope observed) {
        Handle previous = capture();
        put(next);
        return () -> {
            put(previous);
            observed.close();
        };
    }

    private static void put(Handle handle) {
        ThreadSlot slot = ThreadSlot.current();
        slot.execution = handle.execution;
        slot.stage = handle.stage;
        slot.ids = handle.ids;
        slot.idsOwner = handle.idsOwner;
        slot.question = handle.question;
        slot.remote = handle.remote;
    }

    /** What a thread was in at one moment. Immutable. */
    public static final class Handle {

        private final @Nullable Execution execution;
        private final @Nullable StageRun stage;
        private final @Nullable ContextIds ids;
        private final @Nullable Execution idsOwner;
        private final @Nullable Question question;
        private final @Nullable RemoteCaller remote;

        Handle(
                @Nullable Execution execution,
                @Nullable StageRun stage,
                @Nullable ContextIds ids,
                @Nullable Execution idsOwner,
                @Nullable Question question,
                @Nullable RemoteCaller remote) {
            this.execution = execution;
            this.stage = stage;
            this.ids = ids;
            this.idsOwner = idsOwner;
            this.question = question;
            this.remote = remote;
        }

        @Nullable
        ContextIds ids() {
            return idsOwner == execution ? ids : null;
        }

        @Nullable
        RemoteCaller remote() {
            return remote;
        }

        @Nullable
        Execution recorded() {
            Execution present = execution;
            return present == null || present.isRecorded() ? present : present.parent();
        }

        /** Whether it is in an execution. */
        public boolean hasExecution() {
            return execution != null;
        }

        /** Whether it says nothing: no execution, no ids. */
        public boolean isEmpty() {
            return execution == null && ids == null && question == null && remote == null;
        }
    }

    /** Undone by the thread that opened it, innermost first. */
    @FunctionalInterface
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }
}
