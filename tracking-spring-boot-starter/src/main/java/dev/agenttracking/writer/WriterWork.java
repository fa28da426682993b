// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.Execution;
import java.util.List;

/**
 * What the writer's threads do besides storing. Short, and never blocking: all that is stored waits for it. But for
 * {@link #stored} it is one thread.
 *
 * <p><b>Failure</b>: what it throws costs nothing but this work.
 */
public interface WriterWork {

    /** No work. */
    WriterWork NONE = new WriterWork() {};

    /** Done before each batch. */
    default void beforeBatch() {}

    /** Looks at an execution that has ended, before it is stored or left out. */
    default void inspect(Execution ended) {}

    /** Whether {@link #stored} needs an execution that has ended. Others may be missing there. */
    default boolean follows(Execution ended) {
        return true;
    }

    /**
     * Hears that executions which have ended are stored, or are in a file until they are. Called
     * by any of the writer's threads, one at a time.
     */
    default void stored(List<Execution> executions) {}

    /** The writer stops; it may be started again. */
    default void stopped() {}
}
